/** The end of a trunk: asked twice, and refused with the reason while something needs it. */

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ProblemError, statusOf } from "../../api/problem";
import { useRemoveTrunk } from "../../api/queries";
import type { Trunk } from "../../api/types";
import { phone } from "../../format/phone";

const USES = ["numbers", "routes", "trunks"] as const;
const CONFLICT = 409;

export function RemoveTrunk({ trunk, removed }: { trunk: Trunk; removed: () => void }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useRemoveTrunk();
  const leave = () => {
    remove.reset();
    close();
  };
  return (
    <>
      <Group>
        <Button variant="default" className="tone-bad" onClick={open}>
          {t("trunks.remove")}
        </Button>
      </Group>
      <Modal
        opened={opened}
        onClose={leave}
        title={t("trunks.removeOf", { name: trunk.name })}
        closeButtonProps={{ "aria-label": t("phones.close") }}
      >
        <Stack gap="md">
          <Text>{t("trunks.removeHint")}</Text>
          {remove.isError && <Refusal error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t("trunks.cancel")}
            </Button>
            <Button
              color="red.9"
              loading={remove.isPending}
              onClick={() => {
                remove.mutate(trunk.id, { onSuccess: removed });
              }}
            >
              {t("trunks.removeNow")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation();
  const uses = error instanceof ProblemError && statusOf(error) === CONFLICT ? error.errors : [];
  const named = (kind: (typeof USES)[number]) =>
    uses
      .filter(({ field }) => field === kind)
      .map(({ message }) => (kind === "numbers" ? phone(message) : message || t("trunks.allNumbers")))
      .join(", ");
  return (
    <Alert role="alert" variant="light" color="red" icon={<TriangleAlert aria-hidden="true" />}>
      {uses.length === 0
        ? t("trunks.notRemoved")
        : USES.filter((kind) => named(kind) !== "").map((kind) => (
            <Text key={kind} size="sm">
              {t(`trunks.needed.${kind}`, { names: named(kind) })}
            </Text>
          ))}
    </Alert>
  );
}
