/**
 * The least of a host for a module that Emscripten's embind has bound: one function called, no code made at run time
 * (Workers forbid it, and the glue that ships with the codecs does it), no copy of the pixels, made again at will.
 * The wire types are those of emscripten/src/lib/libembind.js and libemval.js.
 */

type WasmFunction = (...args: number[]) => number;

/** Names that the build has shortened its imports and exports to. */
export interface ShortNames {
  /** Short name of each import that is called, by its own name; whatever else is registered at the start is not needed. */
  imports: {
    registerFunction: string;
    registerStructure?: string;
    registerField?: string;
    global: string;
    methodCaller: string;
    call: string;
    copy: string;
    grow: string;
    reference?: string;
    release: string;
  };
  /** Imports that mean that the module has given up. */
  fatal: string[];
  exports: { memory: string; start: string; table: string; malloc: string; free: string };
}

/** A range of the module's memory, as `typed_memory_view` hands it out. */
export interface View {
  at: number;
  length: number;
}

/** What the module may construct or call, by its global name; `args` are the eight-byte slots. */
export type Globals = Record<string, (args: DataView) => unknown>;

interface Field {
  set: WasmFunction;
  context: number;
}

const PAGE_BYTES = 65_536;
/** Handles below belong to undefined, null, true and false. */
const FIRST_HANDLE = 10;

/** An instance of such a module. After anything but a refusal was thrown it must not be used again. */
export class Embind {
  readonly memory: WebAssembly.Memory;
  readonly malloc: WasmFunction;
  readonly free: WasmFunction;
  readonly #table: WebAssembly.Table;
  readonly #fields = new Map<string, Field>();
  readonly #values = new Map<number, { value: unknown; references: number }>();
  #nextHandle = FIRST_HANDLE;
  #function: { invoke: WasmFunction; target: number } | undefined;
  #makeStructure: WasmFunction = () => 0;
  #freeStructure: WasmFunction = () => 0;

  /** @param limitBytes what the memory never grows past at the time; the module then sees an allocation fail */
  constructor(module: WebAssembly.Module, names: ShortNames, globals: Globals, limitBytes: () => number) {
    const imports: Record<string, (...args: number[]) => unknown> = {};
    for (const { name } of WebAssembly.Module.imports(module)) imports[name] = () => undefined;
    for (const name of names.fatal) {
      imports[name] = () => {
        throw new Error('the codec gave up');
      };
    }
    Object.assign(imports, this.#imports(names, globals, limitBytes));
    const instance = new WebAssembly.Instance(module, { a: imports });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- which names are what, `names` says
    const exports = instance.exports as Record<string, WasmFunction & WebAssembly.Memory & WebAssembly.Table>;
    const named = (name: string) => {
      const found = exports[name];
      if (!found) throw new Error(`the codec exports no ${name}`);
      return found;
    };
    this.memory = named(names.exports.memory);
    this.malloc = named(names.exports.malloc);
    this.free = named(names.exports.free);
    this.#table = named(names.exports.table);
    named(names.exports.start)();
  }

  /** A `std::string` of a length whose bytes the caller fills in, behind the pointer's first four. */
  string(length: number): { pointer: number; bytes: Uint8Array } {
    const pointer = this.malloc(length + 5) >>> 0;
    if (pointer === 0) throw new RangeError('the codec has no room for the picture');
    new DataView(this.memory.buffer).setUint32(pointer, length, true);
    return { pointer, bytes: new Uint8Array(this.memory.buffer, pointer + 4, length) };
  }

  /** The module's structure with these numbers in its fields; the others are 0. */
  structure(values: Record<string, number>): number {
    const pointer = this.#makeStructure();
    for (const [name, value] of Object.entries(values)) {
      const field = this.#fields.get(name);
      if (!field) throw new Error(`the codec has no setting ${name}`);
      field.set(field.context, pointer, value);
    }
    return pointer;
  }

  freeStructure(pointer: number): void {
    this.#freeStructure(pointer);
  }

  /** Calls the module's one function with wired arguments; what it gives back has gone to a global already. */
  call(...args: number[]): void {
    if (!this.#function) throw new Error('the codec has no function');
    this.#release(this.#function.invoke(this.#function.target, ...args));
  }

  #imports(
    { imports: names }: ShortNames,
    globals: Globals,
    limitBytes: () => number,
  ): Record<string, (...args: number[]) => unknown> {
    const imports: Record<string, (...args: number[]) => unknown> = {
      [names.registerFunction]: (_name, _count, _types, _signature, invoker = 0, target = 0) => {
        this.#function = { invoke: this.#functionAt(invoker), target };
      },
      [names.global]: (name = 0) => this.#handle(globals[this.#text(name)]),
      // Which types it takes and returns follows from the global that it will be called on.
      [names.methodCaller]: () => 0,
      [names.call]: (_caller, handle = 0, _destructors, args = 0) => this.#callGlobal(handle, args),
      [names.copy]: (target = 0, source = 0, length = 0) =>
        new Uint8Array(this.memory.buffer).copyWithin(
          target >>> 0,
          source >>> 0,
          (source >>> 0) + (length >>> 0),
        ),
      [names.grow]: (bytes = 0) => this.#grow(bytes >>> 0, limitBytes()),
      [names.release]: (handle = 0) => this.#release(handle),
    };
    if (names.reference !== undefined) imports[names.reference] = (handle = 0) => this.#refer(handle);
    if (names.registerStructure !== undefined) {
      imports[names.registerStructure] = (_type, _name, _makes, make = 0, _frees, free = 0) => {
        this.#makeStructure = this.#functionAt(make);
        this.#freeStructure = this.#functionAt(free);
      };
    }
    if (names.registerField !== undefined) {
      imports[names.registerField] = (_type, name = 0, ...rest) => {
        const [set = 0, context = 0] = rest.slice(-2);
        this.#fields.set(this.#text(name), { set: this.#functionAt(set), context });
      };
    }
    return imports;
  }

  #functionAt(index: number): WasmFunction {
    const found: unknown = this.#table.get(index);
    if (typeof found !== 'function') throw new Error('the codec registered no function');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a table of functions holds
    return found as WasmFunction;
  }

  #text(at: number): string {
    const bytes = new Uint8Array(this.memory.buffer);
    return String.fromCharCode(...bytes.subarray(at, bytes.indexOf(0, at)));
  }

  #callGlobal(handle: number, args: number): number {
    const called = this.#values.get(handle)?.value;
    if (typeof called !== 'function') throw new Error('the codec called what is not there');
    const result: unknown = Reflect.apply(called, undefined, [new DataView(this.memory.buffer, args)]);
    return this.#handle(result);
  }

  /** The value behind the handle in an argument slot. */
  value(handle: number): unknown {
    return this.#values.get(handle)?.value;
  }

  #handle(value: unknown): number {
    const handle = this.#nextHandle++;
    this.#values.set(handle, { value, references: 1 });
    return handle;
  }

  #refer(handle: number): void {
    const entry = this.#values.get(handle);
    if (entry) entry.references++;
  }

  #release(handle: number): void {
    const entry = this.#values.get(handle);
    if (entry && --entry.references === 0) this.#values.delete(handle);
  }

  /** Exactly as much as is asked for: Emscripten's own way takes a fifth more. */
  #grow(bytes: number, limitBytes: number): number {
    if (bytes > limitBytes) return 0;
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return 1;
  }
}

/** The memory view in an argument slot. */
export function viewAt(args: DataView): View {
  return { length: args.getUint32(0, true), at: args.getUint32(4, true) };
}
