/** The form of a trunk's gateways: where calls to the operator go, and in which order. */

import { ActionIcon, Button, Fieldset, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { NewGateway } from "../../api/types";

export const TRANSPORTS = ["udp", "tcp", "tls", "auto"] as const;
export const PORT = { udp: 5060, tcp: 5060, tls: 5061, auto: 0 } as const;

interface Props {
  gateways: NewGateway[];
  change: (gateways: NewGateway[]) => void;
  error: string | undefined;
}

export function GatewayFields({ gateways, change, error }: Props) {
  const { t } = useTranslation();
  const set = (place: number, values: Partial<NewGateway>) => {
    change(gateways.map((gateway, at) => (at === place ? { ...gateway, ...values } : gateway)));
  };
  return (
    <Stack gap="xs">
      <Text size="xs" className="quiet">
        {t("trunks.gatewaysHint")}
      </Text>
      {error !== undefined && (
        <Text size="sm" role="alert" c="var(--bad)">
          {error}
        </Text>
      )}
      {gateways.map((gateway, place) => (
        <Fieldset key={place} legend={t("trunks.gatewayNumber", { number: place + 1 })}>
          <Group gap="xs" align="flex-end">
            <TextInput
              label={t("trunks.host")}
              required
              value={gateway.host}
              onChange={(event) => {
                set(place, { host: event.currentTarget.value });
              }}
            />
            <NumberInput
              label={t("trunks.port")}
              w={90}
              description={gateway.port === 0 ? t("trunks.byDns") : undefined}
              min={0}
              max={65535}
              value={gateway.port}
              onChange={(port) => {
                set(place, { port: Number(port) });
              }}
            />
            <Select
              label={t("trunks.transport")}
              w={110}
              allowDeselect={false}
              data={TRANSPORTS.map((value) => ({
                value,
                label: value === "auto" ? t("trunks.byDns") : value.toUpperCase(),
              }))}
              value={gateway.transport}
              onChange={(transport) => {
                const chosen = TRANSPORTS.find((known) => known === transport) ?? "udp";
                set(place, { transport: chosen, port: PORT[chosen] });
              }}
            />
            <NumberInput
              label={t("trunks.priority")}
              w={90}
              min={0}
              max={1000}
              value={gateway.priority}
              onChange={(priority) => {
                set(place, { priority: Number(priority) });
              }}
            />
            <NumberInput
              label={t("trunks.weight")}
              w={90}
              min={1}
              max={1000}
              value={gateway.weight}
              onChange={(weight) => {
                set(place, { weight: Number(weight) });
              }}
            />
            <Switch
              label={t("trunks.gatewayUsed")}
              checked={gateway.enabled}
              onChange={(event) => {
                set(place, { enabled: event.currentTarget.checked });
              }}
            />
            <ActionIcon
              variant="default"
              aria-label={t("trunks.removeGateway", { number: place + 1 })}
              onClick={() => {
                change(gateways.filter((_, at) => at !== place));
              }}
            >
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Fieldset>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            change([...gateways, { host: "", port: 5060, transport: "udp", priority: 1, weight: 1, enabled: true }]);
          }}
        >
          {t("trunks.addGateway")}
        </Button>
      </Group>
    </Stack>
  );
}
