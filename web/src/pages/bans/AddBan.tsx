/** A ban by hand. */

import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { fieldErrors } from "../../api/problem";
import { useAddBan } from "../../api/queries";

const HOUR_S = 3600;
const LENGTHS = { hour: HOUR_S, day: 24 * HOUR_S, week: 7 * 24 * HOUR_S, month: 30 * 24 * HOUR_S, year: 365 * 24 * HOUR_S };
type Length = keyof typeof LENGTHS;
const NAMES = Object.keys(LENGTHS) as Length[];

export function AddBan() {
  const { t } = useTranslation();
  const [place, setPlace] = useState("");
  const [length, setLength] = useState<Length>("day");
  const [note, setNote] = useState("");
  const add = useAddBan();
  const refused = fieldErrors(add.error).has("place");
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="add-ban">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(
            { place: place.trim(), seconds: LENGTHS[length], note: note.trim() },
            {
              onSuccess: () => {
                setPlace("");
                setNote("");
              },
            },
          );
        }}
      >
        <Stack gap="sm">
          <Title order={2} id="add-ban">
            {t("bans.addTitle")}
          </Title>
          <Group gap="sm" align="flex-start">
            <TextInput
              className="grow"
              miw={200}
              label={t("bans.place")}
              description={t("bans.placeHint")}
              required
              maxLength={64}
              value={place}
              error={refused ? t("bans.wrongPlace") : undefined}
              onChange={(event) => {
                setPlace(event.currentTarget.value);
              }}
            />
            <Select
              w={140}
              label={t("bans.for")}
              description={t("bans.forHint")}
              allowDeselect={false}
              data={NAMES.map((value) => ({ value, label: t(`bans.length.${value}`) }))}
              value={length}
              onChange={(chosen) => {
                setLength(NAMES.find((known) => known === chosen) ?? "day");
              }}
            />
            <TextInput
              className="grow"
              miw={200}
              label={t("bans.note")}
              description={t("bans.noteHint")}
              maxLength={200}
              value={note}
              onChange={(event) => {
                setNote(event.currentTarget.value);
              }}
            />
          </Group>
          {add.isError && !refused && (
            <Text role="alert" c="var(--bad)">
              {t("bans.notAdded")}
            </Text>
          )}
          <Group>
            <Button type="submit" loading={add.isPending}>
              {t("bans.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
