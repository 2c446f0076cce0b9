/** The connections to operators, how they stand, and the numbers that come by them. */

import { Button, Group, Paper, SimpleGrid, Text } from "@mantine/core";
import { Plus, Router } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useMe, useNumbers, useTrunks } from "../../api/queries";
import type { Trunk, TrunkNumber } from "../../api/types";
import { phone } from "../../format/phone";
import { clock, moment } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { PageTitle } from "../../states/PageTitle";
import { StateMark } from "../../states/StateMark";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { useNow } from "../../states/useNow";
import { Facts } from "../calls/Facts";
import { Gateways } from "./Gateways";
import { placeText } from "./place";
import { trunkStatus } from "./status";

export function TrunksPage() {
  const { t } = useTranslation();
  const trunks = useTrunks();
  const numbers = useNumbers();
  const me = useMe();
  const adding = me.data?.role === "admin" && (
    <Button component={Link} to="/trunks/new" leftSection={<Plus size={16} aria-hidden="true" />}>
      {t("trunks.new")}
    </Button>
  );
  return (
    <>
      <PageTitle title={t("trunks.title")}>{trunks.data && trunks.data.items.length > 0 && adding}</PageTitle>
      {trunks.isError && trunks.data && <Stale />}
      {trunks.isPending ? (
        <Loading lines={2} height={160} />
      ) : !trunks.data ? (
        <Failure error={trunks.error} retry={() => void trunks.refetch()} />
      ) : trunks.data.items.length === 0 ? (
        <Paper withBorder>
          <Empty icon={Router} title={t("trunks.empty")} hint={t("trunks.emptyHint")}>
            {adding}
          </Empty>
        </Paper>
      ) : (
        <SimpleGrid component="ul" className="plain-list cards" cols={{ base: 1, lg: 2 }} aria-label={t("trunks.list")}>
          {trunks.data.items.map((trunk) => (
            <TrunkCard
              key={trunk.id}
              trunk={trunk}
              others={trunks.data.items}
              numbers={numbers.data?.items.filter((number) => number.trunk_id === trunk.id)}
            />
          ))}
        </SimpleGrid>
      )}
    </>
  );
}

interface CardProps {
  trunk: Trunk;
  others: Trunk[];
  numbers: TrunkNumber[] | undefined;
}

function TrunkCard({ trunk, others, numbers }: CardProps) {
  const { t } = useTranslation();
  const place = usePlace();
  const now = useNow(60_000);
  const me = useMe();
  const { word, tone } = trunkStatus(trunk.status);
  const answer = [trunk.last_status, trunk.last_reason].filter((part) => part !== null).join(" ");
  return (
    <Paper withBorder p="md" component="li">
      <Group justify="space-between" gap="xs" mb="md" align="flex-start">
        <Text component="h2" fz="md" fw={650}>
          {trunk.name}
        </Text>
        <StateMark tone={tone} words={t(`trunks.status.${word}`)} />
      </Group>
      <Facts
        facts={[
          [t("trunks.since"), trunk.since !== null && moment(trunk.since, place, now)],
          [t("trunks.operator"), placeText(trunk, t("trunks.byDns"))],
          [
            t("trunks.gateways"),
            (trunk.gateways.length > 1 ||
              trunk.gateways.some((gateway) => gateway.state !== "unknown" || gateway.targets.length > 0)) && (
              <Gateways gateways={trunk.gateways} />
            ),
          ],
          [
            t("trunks.inUse"),
            trunk.used_in !== null && trunk.used_out !== null && (
              <>
                {t("trunks.inUseNow", { in: trunk.used_in, out: trunk.used_out })}
                {trunk.alarm && (
                  <StateMark
                    tone={trunk.alarm.level === "full" ? "bad" : "warn"}
                    words={t(`trunks.alarm.${trunk.alarm.level}`, { used: trunk.alarm.used, limit: trunk.alarm.limit })}
                  />
                )}
              </>
            ),
          ],
          [t("trunks.backup_id"), others.find((other) => other.id === trunk.backup_id)?.name],
          [t("phones.userName"), trunk.username],
          [t("trunks.callerId"), trunk.caller_id !== null && phone(trunk.caller_id)],
          [
            t("trunks.numbers"),
            numbers &&
              (numbers.length === 0 ? (
                <Text fw={400} size="sm" className="quiet">
                  {t("trunks.noNumbers")}
                </Text>
              ) : (
                <ul className="contacts">
                  {numbers.map((number) => (
                    <li key={number.id}>
                      <span className="nowrap">{phone(number.e164)}</span>
                      {number.label && <span className="quiet small"> {number.label}</span>}
                    </li>
                  ))}
                </ul>
              )),
          ],
          [
            t("trunks.lastAnswer"),
            answer && (
              <>
                {answer}
                {trunk.next_attempt !== null && (
                  <Text size="sm" fw={400} className="quiet">
                    {t("trunks.nextTry", { time: clock(trunk.next_attempt, place, true) })}
                  </Text>
                )}
              </>
            ),
          ],
        ]}
      />
      {me.data?.role === "admin" && (
        <Group justify="flex-end" mt="md">
          <Button
            component={Link}
            to={`/trunks/${trunk.id}`}
            variant="default"
            aria-label={t("trunks.settingsOf", { name: trunk.name })}
          >
            {t("trunks.settings")}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
