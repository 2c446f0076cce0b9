/** Who is not answered, why and until when; a ban is lifted or added here. */

import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { statusOf } from "../../api/problem";
import { useBans, useLiftBan, useMe } from "../../api/queries";
import type { Ban } from "../../api/types";
import { moment } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { PageTitle } from "../../states/PageTitle";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { useNow } from "../../states/useNow";
import { Facts } from "../calls/Facts";
import { AddBan } from "./AddBan";

const GONE = 404;

export function BansPage() {
  const { t } = useTranslation();
  const bans = useBans();
  const provider = useMe().data?.provider ?? false;
  return (
    <>
      <PageTitle title={t("bans.title")} />
      {bans.isError && bans.data && <Stale />}
      <Stack gap="md">
        {bans.isPending ? (
          <Loading lines={3} height={90} />
        ) : !bans.data ? (
          <Failure error={bans.error} retry={() => void bans.refetch()} />
        ) : (
          <>
            {provider && <AddBan />}
            {bans.data.items.length === 0 ? (
              <Paper withBorder>
                <Empty icon={ShieldCheck} title={t("bans.empty")} hint={t(provider ? "bans.emptyHint" : "bans.emptyOwn")} />
              </Paper>
            ) : (
              <Stack component="ul" gap="sm" className="plain-list cards" aria-label={t("bans.list")}>
                {bans.data.items.map((ban) => (
                  <BanCard key={ban.place} ban={ban} provider={provider} />
                ))}
              </Stack>
            )}
          </>
        )}
      </Stack>
    </>
  );
}

function BanCard({ ban, provider }: { ban: Ban; provider: boolean }) {
  const { t, i18n } = useTranslation();
  const place = usePlace();
  const now = useNow(60_000);
  const lift = useLiftBan();
  return (
    <Paper withBorder p="md" component="li">
      <Group justify="space-between" gap="sm" align="flex-start">
        <div className="grow">
          <Text component="h2" fz="md" fw={650} className="step" mb="xs">
            {ban.place}
          </Text>
          <Facts
            facts={[
              [t("bans.why"), t(`bans.reason.${ban.reason}`)],
              [t("bans.note"), ban.note],
              [t("bans.names"), ban.names.join(", ")],
              [t("bans.since"), moment(ban.since, place, now)],
              [t("bans.until"), moment(ban.until, place, now)],
              [t("bans.times"), ban.reason === "failures" || ban.reason === "network" ? ban.times : null],
              [t("bans.dropped"), ban.dropped.toLocaleString(i18n.language)],
            ]}
          />
        </div>
        {provider ? (
          <Button
            variant="default"
            size="xs"
            loading={lift.isPending}
            aria-label={t("bans.liftOf", { place: ban.place })}
            onClick={() => {
              lift.mutate(ban.place);
            }}
          >
            {t("bans.lift")}
          </Button>
        ) : (
          <Text c="dimmed" fz="sm">
            {t("bans.askProvider")}
          </Text>
        )}
      </Group>
      {lift.isError && statusOf(lift.error) !== GONE && (
        <Text role="alert" c="var(--bad)" mt="xs">
          {t("bans.notLifted")}
        </Text>
      )}
    </Paper>
  );
}
