/** Where the parties and arrows of a ladder stand. */

import type { components } from "../../api/schema.gen";

export type Trace = components["schemas"]["TraceModel"];
export type TracedMessage = components["schemas"]["TracedMessageModel"];

export interface Column {
  id: string;
  name: string;
}

/** Ourselves, between those who called us and those whom we called. */
export const OURSELVES: Column = { id: "", name: "Offhook" };

/** The columns of who said anything. */
export function columnsOf(trace: Pick<Trace, "legs" | "messages">): Column[] {
  const spoke = new Set(trace.messages.map((message) => message.leg_id));
  const side = (direction: "inbound" | "outbound") =>
    trace.legs
      .filter((leg) => leg.direction === direction && spoke.has(leg.leg_id))
      .map((leg) => ({ id: leg.leg_id, name: leg.name }));
  return [...side("inbound"), OURSELVES, ...side("outbound")];
}

/** From which column to which an arrow goes, and whether to the right. */
export function spanOf(
  message: Pick<TracedMessage, "leg_id" | "sent">,
  columns: readonly Column[],
): { start: number; end: number; right: boolean } {
  const ours = columns.findIndex((column) => column.id === OURSELVES.id);
  const theirs = columns.findIndex((column) => column.id === message.leg_id);
  return { start: Math.min(ours, theirs), end: Math.max(ours, theirs), right: message.sent === theirs > ours };
}
