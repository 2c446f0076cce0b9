/** One prefix with its trunks in the order in which they are tried. */

import { ActionIcon, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { moved, type Entry } from "./draft";

interface Props {
  entry: Entry;
  place: number;
  names: ReadonlyMap<string, string>;
  editable: boolean;
  fault: "prefix" | "twice" | "empty" | undefined;
  /** Takes the entry as it shall be, or null for its end. */
  change: (entry: Entry | null) => void;
}

export function RouteEntry({ entry, place, names, editable, fault, change }: Props) {
  const { t } = useTranslation();
  const shown = entry.prefix === "" ? t("routes.all") : entry.prefix;
  const free = [...names].filter(([id]) => !entry.trunks.includes(id));
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("routes.entry", { number: place + 1, prefix: shown })}>
      <Stack gap="xs">
        {editable ? (
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <TextInput
              className="grow"
              label={t("routes.prefix")}
              description={t("routes.prefixHint")}
              placeholder={t("routes.all")}
              maxLength={24}
              value={entry.prefix}
              error={fault === "prefix" || fault === "twice" ? t(`routes.fault.${fault}`) : undefined}
              onChange={(event) => {
                change({ ...entry, prefix: event.currentTarget.value });
              }}
            />
            <ActionIcon
              variant="default"
              aria-label={t("routes.remove", { prefix: shown })}
              onClick={() => {
                change(null);
              }}
            >
              <Trash2 size={16} aria-hidden="true" />
            </ActionIcon>
          </Group>
        ) : (
          <Text component="h2" fw={650}>
            {shown}
          </Text>
        )}
        <ol className="contacts">
          {entry.trunks.map((id, at) => {
            const name = names.get(id) ?? t("routes.unknownTrunk");
            return (
              <li key={id}>
                <Group gap="xs" justify="space-between" wrap="nowrap" mb={4}>
                  <span className="step">
                    {at + 1}. {name}
                  </span>
                  {editable && (
                    <Group gap={4} wrap="nowrap">
                      <ActionIcon
                        variant="default"
                        aria-label={t("routes.up", { name })}
                        disabled={at === 0}
                        onClick={() => {
                          change({ ...entry, trunks: moved(entry.trunks, at, -1) });
                        }}
                      >
                        <ArrowUp size={16} aria-hidden="true" />
                      </ActionIcon>
                      <ActionIcon
                        variant="default"
                        aria-label={t("routes.down", { name })}
                        disabled={at === entry.trunks.length - 1}
                        onClick={() => {
                          change({ ...entry, trunks: moved(entry.trunks, at, 1) });
                        }}
                      >
                        <ArrowDown size={16} aria-hidden="true" />
                      </ActionIcon>
                      <ActionIcon
                        variant="default"
                        aria-label={t("routes.takeOut", { name })}
                        onClick={() => {
                          change({ ...entry, trunks: entry.trunks.filter((one) => one !== id) });
                        }}
                      >
                        <Trash2 size={16} aria-hidden="true" />
                      </ActionIcon>
                    </Group>
                  )}
                </Group>
              </li>
            );
          })}
        </ol>
        {editable && (free.length > 0 || fault === "empty") && (
          <Select
            label={entry.trunks.length === 0 ? t("routes.firstTrunk") : t("routes.nextTrunk")}
            placeholder={t("routes.chooseTrunk")}
            data={free.map(([value, label]) => ({ value, label }))}
            value={null}
            error={fault === "empty" ? t("routes.fault.empty") : undefined}
            onChange={(id) => {
              if (id !== null) change({ ...entry, trunks: [...entry.trunks, id] });
            }}
          />
        )}
      </Stack>
    </Paper>
  );
}
