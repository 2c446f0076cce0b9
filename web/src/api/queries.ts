/** What the pages ask of the API, and how often. */

import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { client, contents, done } from "./client";
import { isAway, ProblemError, statusOf } from "./problem";
import type {
  DeviceChange,
  NewBan,
  NewSite,
  NewTrunk,
  NumberChange,
  NumberFormats,
  PersonChange,
  Route,
  TrunkChange,
} from "./types";

const ME = ["me"];
const VOICEMAILS = ["voicemails"];
/** While this page lies open before somebody; TanStack Query pauses in hidden tabs. */
const LIVE_MS = 2_000;
const CALM_MS = 10_000;
const TRIES = 2;

export function createQueryClient(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (statusOf(error) === 401) queries.setQueryData(ME, null); // the session ended: to the login page
      },
    }),
    defaultOptions: { queries: { retry: (tries, error) => tries < TRIES && isAway(error), staleTime: 1_000 } },
  });
  return queries;
}

/** Who is logged in; null is nobody. */
export function useMe() {
  return useQuery({
    queryKey: ME,
    staleTime: Infinity,
    queryFn: async () => {
      try {
        return await contents(client.GET("/api/v1/me"));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

export function useLogIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { user: string; password: string; code?: string }) => contents(client.POST("/api/v1/login", { body })),
    onSuccess(me) {
      queries.setQueryData(ME, me);
    },
  });
}

/** Sets a password by the link of an invitation or a reset. */
export function useSetPassword() {
  return useMutation({
    mutationFn: (body: { token: string; password: string }) => done(client.POST("/api/v1/password", { body })),
  });
}

/** Has a link mailed; the answer is the same whether there is such a login or not. */
export function useForgotten() {
  return useMutation({ mutationFn: (login: string) => done(client.POST("/api/v1/password-resets", { body: { login } })) });
}

export function useEnrolment() {
  return useMutation({
    mutationFn: (password: string) => contents(client.POST("/api/v1/me/second-factor", { body: { password } })),
  });
}

export function useConfirmation() {
  return useMutation({ mutationFn: (code: string) => contents(client.PUT("/api/v1/me/second-factor", { body: { code } })) });
}

export function useLogOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => done(client.POST("/api/v1/logout")),
    onSuccess() {
      queries.setQueryData(ME, null);
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] }); // nothing stays for who comes next
    },
  });
}

/** Calls, newest first, page by page; with few pages open they are fresh within seconds. */
export function useCalls() {
  const { i18n } = useTranslation();
  return useInfiniteQuery({
    queryKey: ["calls", i18n.language],
    queryFn: ({ pageParam }) => contents(client.GET("/api/v1/calls", { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 2 ? CALM_MS : LIVE_MS),
  });
}

/** The messages of a call; asked for again while it goes on. */
export function useTrace(id: string, live: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["trace", id, i18n.language],
    queryFn: () => contents(client.GET("/api/v1/calls/{call_id}/trace", { params: { path: { call_id: id } } })),
    refetchInterval: live ? LIVE_MS : false,
  });
}

/** One call; asked for again while it goes on. */
export function useCall(id: string) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ["call", id, i18n.language],
    queryFn: () => contents(client.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
    refetchInterval: (query) => (query.state.data?.state === "ended" ? false : LIVE_MS),
  });
}

export function useVoicemails() {
  return useInfiniteQuery({
    queryKey: VOICEMAILS,
    queryFn: ({ pageParam }) =>
      contents(client.GET("/api/v1/voicemails", { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: CALM_MS,
  });
}

/** Marks a message heard or new. */
export function useMarkHeard() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, heard }: { id: string; heard: boolean }) =>
      contents(
        client.PATCH("/api/v1/voicemails/{voicemail_id}", { params: { path: { voicemail_id: id } }, body: { heard } }),
      ),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: VOICEMAILS }),
        queries.invalidateQueries({ queryKey: ["call"] }),
      ]),
  });
}

export function useDevices() {
  return useQuery({
    queryKey: ["devices"],
    queryFn: () => contents(client.GET("/api/v1/devices")),
    refetchInterval: LIVE_MS,
  });
}

/** Changes settings of a device's sound; those that are not named stay. */
export function useChangeDevice() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: DeviceChange }) =>
      done(client.PATCH("/api/v1/devices/{device_id}", { params: { path: { device_id: id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["devices"] }),
  });
}

export function usePeople() {
  return useQuery({ queryKey: ["people"], queryFn: () => contents(client.GET("/api/v1/people")) });
}

/** Changes what a person may do. */
export function useChangePerson() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: PersonChange }) =>
      done(client.PATCH("/api/v1/people/{person_id}", { params: { path: { person_id: id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

export function useTrunks() {
  return useQuery({
    queryKey: ["trunks"],
    queryFn: () => contents(client.GET("/api/v1/trunks")),
    refetchInterval: LIVE_MS,
  });
}

/** Changes settings of a trunk; those that are not named stay. */
export function useChangeTrunk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: TrunkChange }) =>
      done(client.PATCH("/api/v1/trunks/{trunk_id}", { params: { path: { trunk_id: id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trunks"] }),
  });
}

export function useSites() {
  return useQuery({ queryKey: ["sites"], queryFn: () => contents(client.GET("/api/v1/sites")), refetchInterval: LIVE_MS });
}

/** Changes a site, or adds one where there is no id. */
export function useSaveSite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, site }: { id: string | null; site: NewSite }) =>
      done(
        id === null
          ? client.POST("/api/v1/sites", { body: site })
          : client.PATCH("/api/v1/sites/{site_id}", { params: { path: { site_id: id } }, body: site }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["sites"] }),
  });
}

export function useRemoveSite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(client.DELETE("/api/v1/sites/{site_id}", { params: { path: { site_id: id } } })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["sites"] }),
        queries.invalidateQueries({ queryKey: ["devices"] }),
      ]),
  });
}

/** Known gateways; they change with the version of the server only. */
export function useTrunkPresets() {
  return useQuery({
    queryKey: ["trunk-presets"],
    staleTime: Infinity,
    queryFn: () => contents(client.GET("/api/v1/trunk-presets")),
  });
}

export function useDevicePresets() {
  return useQuery({
    queryKey: ["device-presets"],
    staleTime: Infinity,
    queryFn: () => contents(client.GET("/api/v1/device-presets")),
  });
}

/** Adds a trunk. */
export function useAddTrunk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewTrunk) => contents(client.POST("/api/v1/trunks", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trunks"] }),
  });
}

/** Removes a trunk that nothing needs. */
export function useRemoveTrunk() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(client.DELETE("/api/v1/trunks/{trunk_id}", { params: { path: { trunk_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["trunks"] }),
  });
}

/** Names a number, or says by which trunk it comes. */
export function useChangeNumber() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: NumberChange }) =>
      done(client.PATCH("/api/v1/numbers/{number_id}", { params: { path: { number_id: id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["numbers"] }),
  });
}

export function useNumbers() {
  return useQuery({ queryKey: ["numbers"], queryFn: () => contents(client.GET("/api/v1/numbers")) });
}

export function useRoutes() {
  return useQuery({ queryKey: ["routes"], queryFn: () => contents(client.GET("/api/v1/routes")) });
}

/** Puts these routes in the place of all that there are. */
export function useChangeRoutes() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { items: Route[] }) => done(client.PUT("/api/v1/routes", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["routes"] }),
  });
}

/** Asks what would happen if an extension dialled something now. */
export function useRehearsal() {
  return useMutation({
    mutationFn: (query: { extension: string; dialled: string }) =>
      contents(client.GET("/api/v1/routes/rehearsal", { params: { query } })),
  });
}

/** A number in formats that need not be saved; nothing is asked without a number. */
export function useFormatPreview(wanted: { formats: NumberFormats; number: string }) {
  return useQuery({
    queryKey: ["format-preview", wanted],
    enabled: wanted.number !== "",
    placeholderData: keepPreviousData,
    queryFn: () => contents(client.POST("/api/v1/number-formats/preview", { body: wanted })),
  });
}

export function useBans() {
  return useQuery({
    queryKey: ["bans"],
    queryFn: () => contents(client.GET("/api/v1/bans")),
    refetchInterval: CALM_MS,
  });
}

export function useAddBan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewBan) => contents(client.POST("/api/v1/bans", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["bans"] }),
  });
}

export function useLiftBan() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (place: string) => done(client.DELETE("/api/v1/bans/{place}", { params: { path: { place } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["bans"] }),
  });
}
