import type { Tone } from "../pages/calls/outcome";

/** How something stands: a coloured dot for the eye and the word beside it. */
export function StateMark({ tone, words }: { tone: Tone; words: string }) {
  return (
    <span className="mark small">
      <span className={`dot tone-${tone}`} aria-hidden="true" />
      {words}
    </span>
  );
}
