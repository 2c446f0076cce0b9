/** Where a trunk, a gateway or one of its servers is, in one line. */

interface Place {
  host: string;
  port: number;
  transport: string;
}

/** Host, port and transport; `byDns` is said for what DNS decides. */
export function placeText({ host, port, transport }: Place, byDns: string): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `${name}${port ? `:${String(port)}` : ""} (${transport === "auto" ? byDns : transport.toUpperCase()})`;
}
