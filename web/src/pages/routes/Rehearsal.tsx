/** "What happens when 201 dials …": asked of the running switch; nobody is called. */

import { Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors, statusOf } from "../../api/problem";
import { useRehearsal } from "../../api/queries";
import type { Rehearsal as Told, Way } from "../../api/types";
import { phone } from "../../format/phone";

const AWAY = 503;

export function Rehearsal() {
  const { t } = useTranslation();
  const [extension, setExtension] = useState("");
  const [dialled, setDialled] = useState("");
  const rehearsal = useRehearsal();
  const unknown = fieldErrors(rehearsal.error).has("extension");
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="rehearsal">
      <Stack gap="sm">
        <Title order={2} id="rehearsal">
          {t("routes.rehearsal")}
        </Title>
        <Text size="sm" className="quiet">
          {t("routes.rehearsalHint")}
        </Text>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rehearsal.mutate({ extension: extension.trim(), dialled: dialled.trim() });
          }}
        >
          <Group gap="xs" align="flex-start">
            <TextInput
              label={t("routes.who")}
              required
              maxLength={15}
              w={110}
              value={extension}
              error={unknown ? t("routes.noExtension") : undefined}
              onChange={(event) => {
                setExtension(event.currentTarget.value);
              }}
            />
            <TextInput
              className="grow"
              label={t("routes.dials")}
              required
              maxLength={64}
              type="tel"
              value={dialled}
              onChange={(event) => {
                setDialled(event.currentTarget.value);
              }}
            />
          </Group>
          <Button type="submit" mt="sm" loading={rehearsal.isPending}>
            {t("routes.try")}
          </Button>
        </form>
        <div role="status">{rehearsal.data && <Result told={rehearsal.data} />}</div>
        {rehearsal.isError && !unknown && (
          <Text role="alert" c="var(--bad)">
            {statusOf(rehearsal.error) === AWAY ? t("phones.unknownHint") : t("routes.notTried")}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Result({ told }: { told: Told }) {
  const { t } = useTranslation();
  const who = told.who ? [told.who.name, told.who.number].filter(Boolean).join(" ") : "";
  switch (told.kind) {
    case "extension":
      return (
        <>
          <Text>{t("routes.told.extension", { who, count: told.phones ?? 0 })}</Text>
          {told.steps.length > 1 && (
            <ol aria-label={t("routes.told.steps")}>
              {told.steps.map((step, place) => (
                <li key={`${place} ${step.text}`}>{step.text}</li>
              ))}
            </ol>
          )}
          <Text>
            {(told.ending ? told.ending === "voicemail" : told.voicemail)
              ? t("routes.told.voicemail")
              : t("routes.told.noVoicemail")}
          </Text>
        </>
      );
    case "service":
      return <Text>{t("routes.told.service", { who })}</Text>;
    case "number":
      return (
        <Text>
          {told.scenario
            ? t("routes.told.number", { number: phone(told.number ?? ""), scenario: told.scenario })
            : t("routes.told.numberAlone", { number: phone(told.number ?? "") })}
        </Text>
      );
    case "pickup":
      return <Text>{t("routes.told.pickup")}</Text>;
    case "supervision":
      return <Text>{told.allowed ? t("routes.told.supervision") : t("routes.told.noSupervision")}</Text>;
    case "code":
      return <Text>{told.allowed === false ? t("routes.told.codeIdle") : t("routes.told.code")}</Text>;
    case "nothing":
      return <Text>{t("routes.told.nothing")}</Text>;
    case "outside":
      return <Outside told={told} />;
  }
}

function Outside({ told }: { told: Told }) {
  const { t } = useTranslation();
  const number = phone(told.number ?? "");
  const { ways, left_out: leftOut } = told;
  return (
    <Stack gap="xs">
      <Text>
        {told.prefix === null || told.prefix === undefined
          ? t("routes.told.outsideAll", { number })
          : t("routes.told.outside", { number, prefix: told.prefix === "" ? t("routes.all") : told.prefix })}
      </Text>
      {ways.length === 0 ? (
        <Text fw={600}>{t("routes.told.noWay")}</Text>
      ) : (
        <ol className="contacts" aria-label={t("routes.told.ways")}>
          {ways.map((way, place) => (
            <li key={`${way.trunk_id} ${way.gateway}`}>
              <Text fw={600}>
                {place + 1}. {named(way)}
              </Text>
              <Text size="sm" className="quiet">
                {way.caller
                  ? t("routes.told.as", { number: way.number, caller: way.caller })
                  : t("routes.told.withheld", { number: way.number })}
                {way.reason && `; ${t("routes.told.although", { reason: way.reason })}`}
              </Text>
            </li>
          ))}
        </ol>
      )}
      {leftOut.length > 0 && (
        <>
          <Text>{t("routes.told.leftOut")}</Text>
          <ul className="contacts" aria-label={t("routes.told.leftOut")}>
            {leftOut.map((way) => (
              <li key={`${way.trunk_id} ${way.gateway}`}>
                <Text size="sm">
                  {named(way)}: {way.reason || t("routes.told.tooMany")}
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}

function named(way: Way): string {
  return way.gateway ? `${way.trunk} (${way.gateway})` : way.trunk;
}
