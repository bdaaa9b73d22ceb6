import { z } from '@hono/zod-openapi';
import { isoTime, time } from '../api/schemas.ts';
import type { User } from '../identity/caller.ts';

/** In Unicode code points, as a person counts characters. */
const MIN_PASSWORD_CHARACTERS = 8;
const MAX_PASSWORD_CHARACTERS = 128;

const MAX_NAME_CHARACTERS = 100;

/** A mailbox's longest address (RFC 5321 §4.5.3.1.3, less the angle brackets). */
const MAX_EMAIL_CHARACTERS = 254;

/** Checked as ASCII before it is lower-cased, so that no other letter folds into an address that exists. */
const email = z
  .string()
  .trim()
  .max(MAX_EMAIL_CHARACTERS)
  .pipe(z.email())
  .transform((address) => address.toLowerCase())
  .openapi({ type: 'string', format: 'email', maxLength: MAX_EMAIL_CHARACTERS });

/** Any Unicode text; counted as it was typed. */
const newPassword = z
  .string()
  .refine((text) => text.isWellFormed(), 'Password should be Unicode text')
  .refine(
    (text) => isWithin(MIN_PASSWORD_CHARACTERS, Array.from(text).length, MAX_PASSWORD_CHARACTERS),
    `Password should have ${MIN_PASSWORD_CHARACTERS} to ${MAX_PASSWORD_CHARACTERS} characters`,
  )
  .openapi({ minLength: MIN_PASSWORD_CHARACTERS, maxLength: MAX_PASSWORD_CHARACTERS });

/** An existing password is compared, not judged: rules may have been others when it was chosen. */
const password = z.string();

/** What a person calls themselves; an empty name is none. */
const name = z
  .string()
  .trim()
  .max(MAX_NAME_CHARACTERS)
  .transform((text) => text || null)
  .nullable()
  .openapi({ type: ['string', 'null'], maxLength: MAX_NAME_CHARACTERS });

export const registration = z.object({ email, password: newPassword, name: name.optional() });

export const credentials = z.object({ email, password });

export const accountChanges = z.object({
  name: name.optional(),
  email: email.nullish(),
  current_password: password.nullish(),
  new_password: newPassword.nullish(),
});

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(['user', 'admin']),
    status: z.enum(['active', 'inactive']),
    avatar_url: z.string().nullable(),
    is_oauth_user: z.literal(false),
    created_at: time,
  })
  .openapi('User');

/** An account as its owner sees it. Logins through other services do not exist here. */
export function userJson(user: User): z.output<typeof userSchema> {
  const { id, email: address, name: called, role, status, avatarUrl, createdAt } = user;
  return {
    id,
    email: address,
    name: called,
    role,
    status,
    avatar_url: avatarUrl,
    is_oauth_user: false,
    created_at: isoTime(createdAt),
  };
}

const sessionSchema = z
  .object({
    id: z.string(),
    created_at: time,
    expires_at: time,
    user_agent: z.string().nullable(),
    current: z.boolean(),
  })
  .openapi('Session');

export const sessionListSchema = z
  .object({ sessions: z.array(sessionSchema), next_cursor: z.string().nullable() })
  .openapi('SessionList');

function isWithin(least: number, value: number, most: number): boolean {
  return value >= least && value <= most;
}
