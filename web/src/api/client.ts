/** The typed client of the API: asks in the language in use, and throws what is no success. */

import createClient, { type Middleware } from "openapi-fetch";

import { currentLanguage } from "../i18n";
import { ProblemError, type FieldError } from "./problem";
import type { paths } from "./schema.gen";

const words: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", currentLanguage());
    return request;
  },
};

export const client = createClient<paths>();
client.use(words);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The contents of an answer; throws ProblemError when it is an error. */
export async function contents<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (response.ok && data !== undefined && data !== null) return data;
  throw problemOf(response, error);
}

/** Waits for an answer without contents; throws ProblemError when it is an error. */
export async function done(asked: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await asked;
  if (!response.ok) throw problemOf(response, error);
}

function problemOf(response: Response, error: unknown): ProblemError {
  return new ProblemError(response.status, detailOf(error) ?? response.statusText, errorsOf(error), kindOf(error));
}

function errorsOf(error: unknown): FieldError[] {
  if (typeof error !== "object" || error === null || !("errors" in error) || !Array.isArray(error.errors)) return [];
  return error.errors.filter(isFieldError);
}

function isFieldError(one: unknown): one is FieldError {
  if (typeof one !== "object" || one === null || !("field" in one) || !("message" in one)) return false;
  return typeof one.field === "string" && typeof one.message === "string";
}

function kindOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("type" in error)) return undefined;
  return typeof error.type === "string" ? error.type : undefined;
}

/** What an error of the API says to people. */
function detailOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("detail" in error && typeof error.detail === "string") return error.detail;
  return "title" in error && typeof error.title === "string" ? error.title : undefined;
}
