/** What can be done to a call that goes on: by supervisors, and in conferences. */

import { Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDeed, useLiveCalls } from "../../api/live";
import { statusOf } from "../../api/problem";
import { LiveParties } from "./LiveParties";
import { Supervise } from "./Supervise";

export function Live({ id }: { id: string }) {
  const { t } = useTranslation();
  const live = useLiveCalls();
  const deed = useDeed(id);
  const [to, setTo] = useState("");
  const call = live.data?.items.find((one) => one.id === id);
  if (!live.data || !call) return null;
  const talk = call.talking || call.conference;
  const status = statusOf(deed.error);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("live.title")}>
      <Stack gap="md">
        <Title order={2}>{t("live.title")}</Title>
        <LiveParties call={call} deed={deed} />
        {talk && <Supervise call={call} supervisors={live.data.supervisors} deed={deed} />}
        {talk && !call.meeting && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              deed.mutate(
                { do: "invite", to: to.trim() },
                {
                  onSuccess: () => {
                    setTo("");
                  },
                },
              );
            }}
          >
            <Group gap="xs" align="flex-end">
              <TextInput
                label={t("live.invite")}
                description={t("live.inviteHint")}
                inputMode="tel"
                maxLength={64}
                value={to}
                onChange={(event) => {
                  setTo(event.currentTarget.value);
                }}
              />
              <Button type="submit" variant="default" disabled={to.trim() === "" || deed.isPending}>
                {t("live.inviteNow")}
              </Button>
            </Group>
          </form>
        )}
        {deed.isError && (
          <Text role="alert" c="red">
            {status === 403 ? t("live.noRight") : status === 404 || status === 409 ? t("live.notNow") : t("error.server")}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
