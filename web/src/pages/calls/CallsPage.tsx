/** The calls of the company, newest first; live ones go on before one's eyes. */

import { Button, Center, Paper, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { PhoneCall } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useCalls, useMe } from "../../api/queries";
import type { Call } from "../../api/types";
import { day, dayKey, type Place } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { maySee } from "../../shell/sections";
import { PageTitle } from "../../states/PageTitle";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { useNow } from "../../states/useNow";
import { CallCards } from "./CallCards";
import { CallTable } from "./CallTable";

/** The calls of one day. */
export interface Day {
  key: string;
  words: string;
  calls: Call[];
}

/** Calls, newest first, by the day of their start in the company's zone. */
export function byDay(calls: readonly Call[], place: Place, now: number): Day[] {
  const days: Day[] = [];
  for (const call of calls) {
    const key = dayKey(call.started_at, place);
    const last = days.at(-1);
    if (last?.key === key) last.calls.push(call);
    else days.push({ key, words: day(call.started_at, place, now), calls: [call] });
  }
  return days;
}

export function CallsPage() {
  const { t } = useTranslation();
  const calls = useCalls();
  const me = useMe().data;
  const place = usePlace();
  const narrow = useMediaQuery("(max-width: 78em)", undefined, { getInitialValueInEffect: false });
  const all = calls.data?.pages.flatMap((page) => page.items) ?? [];
  const now = useNow(all.some((call) => call.state === "live") ? 1000 : 60_000);

  return (
    <>
      <PageTitle title={t("calls.title")} />
      {calls.isError && calls.data && <Stale />}
      {calls.isPending ? (
        <Loading />
      ) : !calls.data ? (
        <Failure error={calls.error} retry={() => void calls.refetch()} />
      ) : all.length === 0 ? (
        <Paper withBorder>
          <Empty icon={PhoneCall} title={t("calls.empty")} hint={t("calls.emptyHint")}>
            {me && maySee(me.role, "phones") && (
              <Button component={Link} to="/phones">
                {t("calls.emptyAction")}
              </Button>
            )}
          </Empty>
        </Paper>
      ) : (
        <>
          <Paper withBorder style={{ overflow: "hidden" }}>
            {narrow ? (
              <CallCards days={byDay(all, place, now)} fetchedAt={calls.dataUpdatedAt} now={now} />
            ) : (
              <CallTable days={byDay(all, place, now)} fetchedAt={calls.dataUpdatedAt} now={now} />
            )}
          </Paper>
          <Center mt="md">
            {calls.hasNextPage ? (
              <Button variant="default" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
                {t("app.showMore")}
              </Button>
            ) : (
              <Text size="sm" className="quiet">
                {t("calls.end")}
              </Text>
            )}
          </Center>
        </>
      )}
    </>
  );
}
