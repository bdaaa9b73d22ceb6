import { z } from '@hono/zod-openapi';
import { type Invalid, Problem } from '../http/problem.ts';

/** Parameters are names and numbers, and files only where an endpoint says so: else, more is a mistake or an attack. */
export const MAX_PARAMETER_BYTES = 64 * 1024;

type Place = Invalid['loc'][0];
type Fields = Record<string, unknown>;

/**
 * The parameters of a call, wherever the front end put them: query, JSON object or form. The query wins.
 * No body and a body of `null` mean "none".
 * @param maxBytes of the body
 * @throws Problem `INVALID_JSON`, `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE`
 */
export async function gatherParameters(
  request: Request,
  maxBytes = MAX_PARAMETER_BYTES,
): Promise<{ values: Fields; placeOf: (name: string) => Place }> {
  const query = queryOf(request);
  const body = await bodyOf(request, maxBytes);
  const anyBody = Object.keys(body).length > 0;
  return {
    values: { ...body, ...query },
    placeOf: (name) => (name in query ? 'query' : name in body || anyBody ? 'body' : 'query'),
  };
}

export function queryOf(request: Request): Fields {
  return Object.fromEntries(new URL(request.url).searchParams);
}

/**
 * Checks fields against a schema.
 * @throws Problem `VALIDATION_ERROR` that lists everything that is wrong
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  values: Fields,
  placeOf: (name: string) => Place,
): z.output<Schema> {
  const result = schema.safeParse(withoutBlanks(schema, values));
  if (result.success) return result.data;
  throw invalid(result.error.issues.map((issue) => describe(issue, values, placeOf)));
}

/**
 * Front ends send `null` and empty text for what they have not got: an optional field that cannot take these counts
 * as absent.
 */
function withoutBlanks(schema: z.ZodType, values: Fields): Fields {
  if (!(schema instanceof z.ZodObject)) return values;
  const fields: Record<string, z.ZodType> = schema.shape;
  const isBlank = ([name, value]: [string, unknown]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || (value !== null && value !== '')) return false;
    return field.safeParse(undefined).success && !field.safeParse(value).success;
  };
  return Object.fromEntries(Object.entries(values).filter((entry) => !isBlank(entry)));
}

/** A 422 whose sentence repeats the first thing that is wrong. */
export function invalid(list: Invalid[]): Problem {
  const [first] = list;
  const sentence = first ? `${first.loc.slice(1).join('.')}: ${first.msg}` : 'The request is not valid.';
  return new Problem('VALIDATION_ERROR', sentence, { invalid: list });
}

function describe(issue: z.core.$ZodIssue, values: Fields, placeOf: (name: string) => Place): Invalid {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const name = String(path[0] ?? '');
  const missing = path.length === 1 && !(name in values);
  return {
    loc: [placeOf(name), ...path],
    msg: missing ? 'Field required' : issue.message,
    type: missing ? 'missing' : issue.code,
  };
}

async function bodyOf(request: Request, maxBytes: number): Promise<Fields> {
  const bytes = await readLimited(request, maxBytes);
  const text = new TextDecoder().decode(bytes).trim();
  if (text === '' || text === 'null') return {};
  const contentType = request.headers.get('Content-Type') ?? '';
  if (/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType)) {
    return formFields(bytes, contentType);
  }
  if (contentType === '' || /^(?:application\/(?:[\w.-]+\+)?json|text\/plain)\b/i.test(contentType)) {
    return jsonFields(text);
  }
  throw new Problem(
    'UNSUPPORTED_MEDIA_TYPE',
    `Parameters cannot be read from ${contentType}. Send JSON or a form.`,
  );
}

async function readLimited(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new Problem('BODY_TOO_LARGE', `Parameters take at most ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function formFields(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<Fields> {
  try {
    const form = await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData();
    return Object.fromEntries(form);
  } catch (cause) {
    throw new Problem('INVALID_REQUEST', 'The form in the body cannot be read.', { cause });
  }
}

function jsonFields(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem('INVALID_JSON', 'The body is not valid JSON.', { cause });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw invalid([{ loc: ['body'], msg: 'Input should be a JSON object', type: 'invalid_type' }]);
  }
  return { ...value };
}
