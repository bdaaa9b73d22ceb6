import { EngineError } from '../errors.ts';
import { FORMATS, METHODS, STYLES } from '../styles/parameters.ts';
import { type Derivation, FITS, resizing, type Size, turnedSize } from './derivation.ts';

export const MODIFIER_NAMES = [
  'crop',
  'rotate',
  'flip',
  'flop',
  'w',
  'h',
  'dpr',
  'fit',
  'blur',
  'sharpen',
  'grayscale',
  'sketch',
  'f',
  'q',
] as const;
export type ModifierName = (typeof MODIFIER_NAMES)[number];

const MAX_SIDE_PX = 8192;
const MAX_CROP_PX = 65_535;
const MAX_DPR = 4;
const MIN_SIGMA_PX = 0.3;
const MAX_BLUR_PX = 100;
const MAX_SHARPEN_PX = 10;
/** Of a picture with a border, which can be larger than its photo: beyond it, its four planes have no room. */
const MAX_BORDERED_PX = 12_000_000;
/** Longer than all modifiers together can be. */
const MAX_CHARACTERS = 300;

/** One modifier of the grammar `name_argument`: how its argument is read, what it asks for, how it is written. */
interface Modifier {
  /** What it takes, for people. */
  takes: string;
  /** @returns what the argument asks for; undefined if it cannot be read */
  read(argument: string): Partial<Derivation> | undefined;
  /** @returns the argument in its canonical form; undefined if the derivation does not ask for it */
  write(derivation: Derivation): string | undefined;
}

const INTEGER = /^\d{1,6}$/;
const DECIMAL = /^\d{1,4}(?:\.\d{1,3})?$/;

function number(text: string, pattern: RegExp, min: number, max: number): number | undefined {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function oneOf<Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}

type NumberField = 'width' | 'height' | 'dpr' | 'blur' | 'sharpen' | 'quality';

function numeric(field: NumberField, pattern: RegExp, min: number, max: number): Modifier {
  return {
    takes: `a ${pattern === INTEGER ? 'whole number' : 'number'} from ${min} to ${max}`,
    read(argument) {
      const value = number(argument, pattern, min, max);
      return value === undefined ? undefined : { [field]: value };
    },
    write: (derivation) => derivation[field]?.toString(),
  };
}

function flag(field: 'flip' | 'flop' | 'grayscale'): Modifier {
  return {
    takes: 'no argument',
    read: (argument) => (argument === '' ? { [field]: true } : undefined),
    write: (derivation) => (derivation[field] ? '' : undefined),
  };
}

const TURNS = { '0': 0, '90': 90, '180': 180, '270': 270 } as const;

/** Every modifier; a new one is a name above, an entry here, and what it asks for in {@link Derivation}. */
const MODIFIERS = {
  crop: {
    takes: 'left_top_width_height in pixels of the photo',
    read(argument) {
      const parts = argument.split('_');
      const [left, top] = parts.slice(0, 2).map((part) => number(part, INTEGER, 0, MAX_CROP_PX));
      const [width, height] = parts.slice(2).map((part) => number(part, INTEGER, 1, MAX_CROP_PX));
      if (parts.length !== 4 || left === undefined || top === undefined || !width || !height)
        return undefined;
      return { crop: { left, top, width, height } };
    },
    write: ({ crop }) => crop && `${crop.left}_${crop.top}_${crop.width}_${crop.height}`,
  },
  rotate: {
    takes: '0, 90, 180 or 270',
    read(argument) {
      const known = oneOf(['0', '90', '180', '270'], argument);
      return known && { rotate: TURNS[known] };
    },
    write: ({ rotate }) => (rotate ? String(rotate) : undefined),
  },
  flip: flag('flip'),
  flop: flag('flop'),
  w: numeric('width', INTEGER, 1, MAX_SIDE_PX),
  h: numeric('height', INTEGER, 1, MAX_SIDE_PX),
  dpr: numeric('dpr', DECIMAL, 1, MAX_DPR),
  fit: {
    takes: `one of ${FITS.join(', ')}`,
    read(argument) {
      const fit = oneOf(FITS, argument);
      return fit && { fit };
    },
    write: ({ fit }) => fit,
  },
  blur: numeric('blur', DECIMAL, MIN_SIGMA_PX, MAX_BLUR_PX),
  sharpen: numeric('sharpen', DECIMAL, MIN_SIGMA_PX, MAX_SHARPEN_PX),
  grayscale: flag('grayscale'),
  sketch: {
    takes: 'a style and a method, as in pencil.advanced',
    read(argument) {
      const [style, method, ...more] = argument.split('.');
      const known = { style: oneOf(STYLES, style ?? ''), method: oneOf(METHODS, method ?? '') };
      if (!known.style || !known.method || more.length > 0) return undefined;
      return { sketch: { style: known.style, method: known.method } };
    },
    write: ({ sketch }) => sketch && `${sketch.style}.${sketch.method}`,
  },
  f: {
    takes: `one of auto, ${FORMATS.join(', ')}`,
    read(argument) {
      const format = oneOf([...FORMATS, 'auto'], argument);
      return format && { format };
    },
    write: ({ format }) => format,
  },
  q: numeric('quality', INTEGER, 1, 100),
} as const satisfies Record<ModifierName, Modifier>;

/** Stands for no modifiers at all. */
const NONE = '_';

/**
 * Reads modifiers in ipx's grammar, `w_320,fit_inside,flip`, in any order.
 * @throws {EngineError} INVALID_PARAMETER that names the modifier
 */
export function parseModifiers(text: string): Derivation {
  if (text.length > MAX_CHARACTERS) throw refused(`${text.slice(0, 20)}…`, 'there are too many');
  const derivation: Derivation = {};
  const seen = new Set<ModifierName>();
  for (const part of text === NONE ? [] : text.split(',')) {
    const cut = part.indexOf('_');
    const word = cut < 0 ? part : part.slice(0, cut);
    const name = oneOf(MODIFIER_NAMES, word);
    if (!name) throw refused(part, `it is unknown; there are ${MODIFIER_NAMES.join(', ')}`);
    if (seen.has(name)) throw refused(part, 'it is there twice');
    seen.add(name);
    const modifier: Modifier = MODIFIERS[name];
    const wanted = cut === part.length - 1 ? undefined : modifier.read(cut < 0 ? '' : part.slice(cut + 1));
    if (!wanted) throw refused(part, `it takes ${modifier.takes}`);
    Object.assign(derivation, wanted);
  }
  refuseLargeBox(derivation);
  return derivation;
}

function refuseLargeBox({ width = 0, height = 0, dpr = 1 }: Derivation): void {
  if (Math.max(width, height) * dpr <= MAX_SIDE_PX) return;
  throw refused(`dpr_${dpr}`, `with it, a side has more than ${MAX_SIDE_PX} pixels`);
}

/**
 * Checks what can only be told from the photo.
 * @throws {EngineError} INVALID_PARAMETER that names the modifier
 */
export function checkModifiers(derivation: Derivation, photo: Size): void {
  const { crop } = derivation;
  if (crop && (crop.left + crop.width > photo.width || crop.top + crop.height > photo.height)) {
    const written = `crop_${MODIFIERS.crop.write({ crop })}`;
    throw refused(written, `it goes beyond the photo of ${photo.width} × ${photo.height} pixels`);
  }
  if (derivation.fit !== 'contain') return;
  const { width, height } = resizing(turnedSize(photo, derivation), derivation).result;
  if (width * height > MAX_BORDERED_PX) throw refusedBorder({ width, height });
}

/** What is said of a border for which there is no room. */
export function refusedBorder({ width, height }: Size): EngineError {
  return refused(
    'fit_contain',
    `a border around a picture of ${width} × ${height} pixels takes too much memory`,
  );
}

function refused(modifier: string, why: string): EngineError {
  return new EngineError('INVALID_PARAMETER', `The modifier "${modifier}" cannot be applied: ${why}.`);
}

/** The one way to write a derivation, so that the same picture has the same name. */
export function writeModifiers(derivation: Derivation): string {
  const parts = MODIFIER_NAMES.flatMap((name) => {
    const modifier: Modifier = MODIFIERS[name];
    const argument = modifier.write(derivation);
    return argument === undefined ? [] : [argument === '' ? name : `${name}_${argument}`];
  });
  return parts.join(',') || NONE;
}
