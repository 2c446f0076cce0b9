/** What is asked about calls that go on, and what can be done to them. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, contents } from "./client";
import type { Mode } from "./types";

const LIVE = ["live"];
const LIVE_MS = 2_000;

/** All calls that go on, and who may supervise them. */
export function useLiveCalls() {
  return useQuery({
    queryKey: LIVE,
    queryFn: () => contents(client.GET("/api/v1/calls/live")),
    refetchInterval: LIVE_MS,
  });
}

/** One thing to be done to a call. */
export type Deed =
  | { do: "supervise"; mode: Mode; extension: string; agent: string | null }
  | { do: "invite"; to: string }
  | { do: "mute"; leg: string; muted: boolean }
  | { do: "remove"; leg: string };

export function useDeed(call: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => {
      const path = { call_id: call };
      switch (deed.do) {
        case "supervise": {
          const { mode, extension, agent } = deed;
          return contents(client.POST("/api/v1/calls/{call_id}/supervise", { params: { path }, body: { mode, extension, agent } }));
        }
        case "invite":
          return contents(client.POST("/api/v1/calls/{call_id}/invite", { params: { path }, body: { to: deed.to } }));
        case "mute":
          return contents(
            client.POST("/api/v1/calls/{call_id}/legs/{leg_id}/mute", {
              params: { path: { ...path, leg_id: deed.leg } },
              body: { muted: deed.muted },
            }),
          );
        case "remove":
          return contents(
            client.POST("/api/v1/calls/{call_id}/legs/{leg_id}/remove", { params: { path: { ...path, leg_id: deed.leg } } }),
          );
      }
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: LIVE }), queries.invalidateQueries({ queryKey: ["call"] })]),
  });
}
