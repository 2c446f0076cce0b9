/** A receiver off its hook. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-pine-7)" />
      <g fill="none" stroke="#fff" strokeLinecap="round" strokeLinejoin="round">
        <path strokeWidth="5" d="M8 14.5c4.6-4.2 11.4-4.2 16 0" />
        <path strokeWidth="3" d="M7.5 15v2.5M24.5 15v2.5" />
        <path strokeWidth="2" d="M16 16v3a3 3 0 0 0 3 3 3 3 0 0 1 3 3" />
      </g>
    </svg>
  );
}
