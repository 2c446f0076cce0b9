/** How an operator is told who calls, what is believed of its headers, and which redirections are followed. */

import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChangeTrunk } from "../../api/queries";
import type { NewGateway, Trunk, TrunkChange } from "../../api/types";
import { SoundFields } from "../phones/SoundFields";
import { FormatFields } from "./FormatFields";
import { GatewayFields } from "./GatewayFields";

interface Props {
  trunk: Trunk;
  others: Trunk[];
  opened: boolean;
  close: () => void;
}

const CHOICES = {
  identity: ["pai", "ppi", "rpid", "from"],
  forwarded: ["diversion", "history-info", "none"],
  redirects: ["same_host", "any", "pass", "refuse"],
} as const;
const CHANNELS = ["channels_in", "channels_out", "channels", "alarm_percent"] as const;
const SWITCHES = ["withhold", "trusted", "large_by_tcp"] as const;

/** The gateways that were set: a trunk without any shows its host as the only one. */
function configured({ gateways, host, port, transport }: Trunk): NewGateway[] {
  const [first] = gateways;
  const own = first?.host === host && first.port === port && first.transport === transport;
  return own && gateways.length === 1
    ? []
    : gateways.map(({ host, port, transport, priority, weight, enabled }) => ({
        host,
        port,
        transport,
        priority,
        weight,
        enabled,
      }));
}

export function TrunkSettings({ trunk, others, opened, close }: Props) {
  const { t } = useTranslation();
  const change = useChangeTrunk();
  const [wanted, setWanted] = useState<TrunkChange>({});
  const now = { ...trunk, ...wanted };
  const leave = () => {
    setWanted({});
    change.reset();
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={t("trunks.settingsOf", { name: trunk.name })}
      closeButtonProps={{ "aria-label": t("phones.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ id: trunk.id, change: wanted }, { onSuccess: leave });
        }}
      >
        <Stack gap="md">
          {(Object.keys(CHOICES) as (keyof typeof CHOICES)[]).map((name) => (
            <Select
              key={name}
              label={t(`trunks.${name}`)}
              description={t(`trunks.${name}Hint`)}
              allowDeselect={false}
              data={CHOICES[name].map((value) => ({ value, label: t(`trunks.choices.${value}`) }))}
              value={now[name]}
              onChange={(value) => {
                setWanted({ ...wanted, [name]: value });
              }}
            />
          ))}
          {SWITCHES.map((name) => (
            <Switch
              key={name}
              label={t(`trunks.${name}`)}
              description={t(`trunks.${name}Hint`)}
              checked={now[name] ?? false}
              onChange={(event) => {
                setWanted({ ...wanted, [name]: event.currentTarget.checked });
              }}
            />
          ))}
          <SoundFields
            now={{
              codecs: now.codecs ?? [],
              encryption: now.encryption ?? "optional",
              dtmf: now.dtmf ?? "auto",
              video: now.video ?? false,
            }}
            onChange={(more) => {
              setWanted({ ...wanted, ...more });
            }}
          />
          <Select
            label={t("trunks.backup_id")}
            description={t("trunks.backup_idHint")}
            allowDeselect={false}
            data={[
              { value: "", label: t("trunks.noBackup") },
              ...others.filter((other) => other.id !== trunk.id).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={now.backup_id ?? ""}
            onChange={(backup) => {
              setWanted({ ...wanted, backup_id: backup });
            }}
          />
          <NumberInput
            label={t("trunks.probe_s")}
            description={t("trunks.probe_sHint")}
            min={0}
            max={3600}
            value={now.probe_s ?? 0}
            onChange={(seconds) => {
              setWanted({ ...wanted, probe_s: Number(seconds) });
            }}
          />
          <SimpleGrid cols={2}>
            {CHANNELS.map((name) => (
              <NumberInput
                key={name}
                label={t(`trunks.${name}`)}
                description={name === "alarm_percent" ? undefined : t("trunks.channelsHint")}
                min={name === "alarm_percent" ? 1 : 0}
                max={name === "alarm_percent" ? 100 : 100_000}
                value={now[name] ?? 0}
                onChange={(count) => {
                  setWanted({ ...wanted, [name]: Number(count) });
                }}
              />
            ))}
          </SimpleGrid>
          <FormatFields
            formats={wanted.formats ?? trunk.formats}
            change={(formats) => {
              setWanted({ ...wanted, formats });
            }}
          />
          <GatewayFields
            gateways={wanted.gateways ?? configured(trunk)}
            change={(gateways) => {
              setWanted({ ...wanted, gateways });
            }}
          />
          {change.isError && (
            <Text role="alert" c="red">
              {t("trunks.notSaved")}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t("trunks.cancel")}
            </Button>
            <Button type="submit" loading={change.isPending} disabled={Object.keys(wanted).length === 0}>
              {t("trunks.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
