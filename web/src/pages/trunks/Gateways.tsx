/** The gateways of a trunk, and how each stands. */

import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Gateway } from "../../api/types";
import { StateMark } from "../../states/StateMark";
import type { Tone } from "../calls/outcome";
import { placeText } from "./place";
import { trunkStatus } from "./status";

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
                {placeText(gateway, t("trunks.byDns"))}
              </span>
              <StateMark tone={word === "disabled" ? "quiet" : TONES[state]} words={t(`trunks.gateway.${word}`)} />
            </Group>
            {gateway.reason && (
              <Text size="sm" fw={400} className="quiet">
                {gateway.reason}
              </Text>
            )}
            <Found gateway={gateway} />
          </li>
        );
      })}
    </ul>
  );
}

/** Our registration at a gateway, and the servers that its name was found to lead to. */
function Found({ gateway }: { gateway: Gateway }) {
  const { t } = useTranslation();
  const { registration, targets, name_trouble: trouble } = gateway;
  return (
    <>
      {registration && (
        <Text size="sm" fw={400} className="quiet">
          {t("trunks.registration")}: {t(`trunks.status.${trunkStatus(registration.status).word}`)}
          {registration.status !== "registered" && registration.last_reason ? ` (${registration.last_reason})` : ""}
        </Text>
      )}
      {targets.map((target) => (
        <Text key={placeText({ ...target, host: target.address }, "")} size="sm" fw={400} className="quiet">
          → {placeText({ ...target, host: target.address }, "")}: {t(`trunks.gateway.${target.state}`)}
          {target.reason ? ` (${target.reason})` : ""}
        </Text>
      ))}
      {targets.length > 0 && trouble !== "" && (
        <Text size="sm" fw={400}>
          {t("trunks.oldAnswer", { reason: trouble })}
        </Text>
      )}
    </>
  );
}
