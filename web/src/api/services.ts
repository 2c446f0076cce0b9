/** What the page of services asks of the API. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, contents, done } from "./client";
import type { CompanyChange, NewService, ServiceChange } from "./types";

const EXTENSIONS = ["extensions"];
const COMPANY = ["company"];

export function useExtensions() {
  return useQuery({ queryKey: EXTENSIONS, queryFn: () => contents(client.GET("/api/v1/extensions")) });
}

export function useMakeService() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewService) => contents(client.POST("/api/v1/extensions", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: EXTENSIONS }),
  });
}

/** Changes a service; settings that are not named stay. */
export function useChangeService() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ServiceChange }) =>
      done(client.PATCH("/api/v1/extensions/{extension_id}", { params: { path: { extension_id: id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: EXTENSIONS }),
  });
}

export function useRemoveService() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      done(client.DELETE("/api/v1/extensions/{extension_id}", { params: { path: { extension_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: EXTENSIONS }),
  });
}

export function useCompany() {
  return useQuery({ queryKey: COMPANY, queryFn: () => contents(client.GET("/api/v1/company")) });
}

/** Changes what is set for all calls; settings that are not named stay. */
export function useChangeCompany() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: CompanyChange) => done(client.PATCH("/api/v1/company", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: COMPANY }),
  });
}
