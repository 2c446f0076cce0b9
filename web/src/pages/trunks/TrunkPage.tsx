/** One trunk, or a new one: its settings, the numbers that come by it, and its end. */

import { Anchor, Paper, Stack, Text } from "@mantine/core";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";

import { ProblemError } from "../../api/problem";
import { useAddTrunk, useChangeTrunk, useTrunks } from "../../api/queries";
import { PageTitle } from "../../states/PageTitle";
import { StateMark } from "../../states/StateMark";
import { Failure, Loading, Stale } from "../../states/States";
import { NumbersOfTrunk } from "./NumbersOfTrunk";
import { RemoveTrunk } from "./RemoveTrunk";
import { trunkStatus } from "./status";
import { TrunkForm } from "./TrunkForm";

export function NewTrunkPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const trunks = useTrunks();
  const add = useAddTrunk();
  return (
    <>
      <Back />
      <PageTitle title={t("trunks.new")} />
      <Paper withBorder p="md">
        <TrunkForm
          others={trunks.data?.items ?? []}
          save={(settings) => {
            add.mutate({ ...settings, name: settings.name ?? "", host: settings.host ?? "" }, {
              onSuccess: () => void navigate("/trunks"),
            });
          }}
          saving={add.isPending}
          error={add.error}
        />
      </Paper>
    </>
  );
}

export function TrunkPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const trunks = useTrunks();
  const change = useChangeTrunk();
  const trunk = trunks.data?.items.find((one) => one.id === id);
  if (trunks.isPending) return <Loading lines={4} height={120} />;
  if (!trunk) {
    const missing = trunks.data ? new ProblemError(404, "") : trunks.error;
    return (
      <>
        <Back />
        <PageTitle title={t("trunks.title")} />
        <Failure error={missing} retry={() => void trunks.refetch()} />
      </>
    );
  }
  const { word, tone } = trunkStatus(trunk.status);
  return (
    <>
      <Back />
      <PageTitle title={t("trunks.settingsOf", { name: trunk.name })}>
        <StateMark tone={tone} words={t(`trunks.status.${word}`)} />
      </PageTitle>
      {trunks.isError && <Stale />}
      <Stack gap="md">
        {trunk.last_reason && (
          <Text size="sm" className="quiet">
            {t("trunks.lastAnswer")}: {[trunk.last_status, trunk.last_reason].filter((part) => part !== null).join(" ")}
          </Text>
        )}
        <Paper withBorder p="md">
          <TrunkForm
            key={trunk.id}
            trunk={trunk}
            others={trunks.data?.items.filter((one) => one.id !== id) ?? []}
            save={(changed) => {
              change.mutate({ id, change: changed }, { onSuccess: () => void navigate("/trunks") });
            }}
            saving={change.isPending}
            error={change.error}
          />
        </Paper>
        <NumbersOfTrunk trunk={trunk} />
        <RemoveTrunk
          trunk={trunk}
          removed={() => void navigate("/trunks")}
        />
      </Stack>
    </>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <Anchor component={Link} to="/trunks" size="sm" className="mark" mb="xs">
      <ArrowLeft size={16} aria-hidden="true" />
      {t("trunks.back")}
    </Anchor>
  );
}
