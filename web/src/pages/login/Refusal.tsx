/** Why something around logging in did not work. */

import { Alert } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors, isAway, ProblemError, statusOf } from "../../api/problem";

/** `known` has the words for statuses that mean something here. */
export function Refusal({ error, known = {} }: { error: Error | null; known?: Record<number, string> }) {
  const { t } = useTranslation();
  if (error === null) return null;
  const status = statusOf(error);
  let words: ReactNode = t("error.server");
  if (status !== undefined && known[status] !== undefined) words = known[status];
  else if (status === 429) words = t("login.tooMany");
  else if (isAway(error)) words = t("error.offline");
  else if (error instanceof ProblemError && error.status < 500) words = [...fieldErrors(error).values()][0] ?? error.message;
  return (
    <Alert role="alert" variant="light" color="red" py="xs" icon={<TriangleAlert size={18} aria-hidden="true" />}>
      {words}
    </Alert>
  );
}
