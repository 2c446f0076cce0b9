/** Errors of the API as exceptions. */

/** What is wrong with one field of what was sent, or one thing that is in the way. */
export interface FieldError {
  field: string;
  message: string;
}

/** An answer of the server that is not what was asked for (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[];
  /** The `type` of the problem: by which a program knows what to do next. */
  readonly kind: string;

  constructor(status: number, detail: string, errors: readonly FieldError[] = [], kind = "about:blank") {
    super(detail);
    this.name = "ProblemError";
    this.status = status;
    this.errors = errors;
    this.kind = kind;
  }

  /** The fields of a form that were wrong, by their own names: the last part of where in the request they are. */
  get fields(): string[] {
    return this.errors.map(({ field }) => field.split(".").at(-1) ?? field);
  }
}

/** The messages of an error by the field that they are about; those about parts of a field are that field's. */
export function fieldErrors(error: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!(error instanceof ProblemError)) return found;
  for (const { field, message } of error.errors) {
    const name = field.replace(/^body\./, "").split(".")[0] ?? "";
    if (!found.has(name)) found.set(name, message);
  }
  return found;
}

/** The HTTP status of an error; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ProblemError ? error.status : undefined;
}

/** Whether the password was right and the code of the second factor is missing or wrong. */
export function wantsCode(error: unknown): boolean {
  return error instanceof ProblemError && error.kind === "urn:offhook:second-factor";
}

/** The fields that an error is about. */
export function fieldsOf(error: unknown): readonly string[] {
  return error instanceof ProblemError ? error.fields : [];
}

/** Whether the server, or what it stands on, is away for the moment: worth another try. */
export function isAway(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 502 || status === 503 || status === 504;
}
