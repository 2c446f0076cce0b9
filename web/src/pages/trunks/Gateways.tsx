/** The gateways of a trunk, and how each stands. */

import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Gateway } from "../../api/types";
import { StateMark } from "../../states/StateMark";
import type { Tone } from "../calls/outcome";

const TONES: Record<Gateway["state"], Tone> = { up: "good", lagging: "warn", down: "bad", unknown: "quiet" };

export function Gateways({ gateways }: { gateways: Gateway[] }) {
  const { t } = useTranslation();
  return (
    <ul className="contacts">
      {gateways.map((gateway) => {
        const { state } = gateway;
        const word = gateway.enabled ? state : "disabled";
        return (
          <li key={`${gateway.host}:${String(gateway.port)}/${gateway.transport}`}>
            <Group gap="xs">
              <span>
                {gateway.host}:{gateway.port} ({gateway.transport.toUpperCase()})
              </span>
              <StateMark tone={word === "disabled" ? "quiet" : TONES[state]} words={t(`trunks.gateway.${word}`)} />
            </Group>
            {gateway.reason && (
              <Text size="sm" fw={400} className="quiet">
                {gateway.reason}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}
