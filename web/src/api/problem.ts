/** Errors of the API as exceptions. */

/** An answer of the server that is not what was asked for (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  /** The fields of a form that were wrong, by their own names. */
  readonly fields: readonly string[];

  constructor(status: number, detail: string, fields: readonly string[] = []) {
    super(detail);
    this.name = "ProblemError";
    this.status = status;
    this.fields = fields;
  }
}

/** The HTTP status of an error; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ProblemError ? error.status : undefined;
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
