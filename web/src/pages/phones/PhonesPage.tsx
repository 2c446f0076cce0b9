/** The company's phones: which are connected, from where, and how to connect one. */

import { Alert, Button, Group, Paper, SimpleGrid, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { CloudOff, TabletSmartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDevices } from "../../api/queries";
import type { Device } from "../../api/types";
import { clock } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { PageTitle } from "../../states/PageTitle";
import { StateMark } from "../../states/StateMark";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { Facts } from "../calls/Facts";
import { SetUp } from "./SetUp";

export function PhonesPage() {
  const { t } = useTranslation();
  const devices = useDevices();
  const [shown, setShown] = useState<Device | null>(null);
  const [opened, { open, close }] = useDisclosure(false);
  const all = devices.data?.items ?? [];
  const known = all.filter((device) => device.status !== "unknown");
  const count = all.filter((device) => device.status === "registered").length;
  return (
    <>
      <PageTitle title={t("phones.title")}>
        {known.length > 0 && (
          <Text size="sm" className="quiet" role="status">
            {t("phones.online", { count, total: all.length })}
          </Text>
        )}
      </PageTitle>
      {devices.isError && devices.data && <Stale />}
      {all.length > 0 && known.length === 0 && (
        <Alert role="status" variant="light" color="yellow" mb="sm" icon={<CloudOff aria-hidden="true" />}>
          {t("phones.unknownHint")}
        </Alert>
      )}
      {devices.isPending ? (
        <Loading lines={3} height={120} />
      ) : !devices.data ? (
        <Failure error={devices.error} retry={() => void devices.refetch()} />
      ) : all.length === 0 ? (
        <Paper withBorder>
          <Empty icon={TabletSmartphone} title={t("phones.empty")} hint={t("phones.emptyHint")} />
        </Paper>
      ) : (
        <SimpleGrid component="ul" className="plain-list cards" cols={{ base: 1, lg: 2, xl: 3 }} aria-label={t("phones.list")}>
          {all.map((device) => (
            <Phone
              key={device.id}
              device={device}
              onSetUp={() => {
                setShown(device);
                open();
              }}
            />
          ))}
        </SimpleGrid>
      )}
      {shown && <SetUp device={shown} opened={opened} close={close} />}
    </>
  );
}

const TONES = { registered: "good", unreachable: "bad", unregistered: "quiet", unknown: "warn" } as const;

function Phone({ device, onSetUp }: { device: Device; onSetUp: () => void }) {
  const { t } = useTranslation();
  const place = usePlace();
  const name = device.person ?? device.label;
  const states = {
    registered: t("phones.registered"),
    unreachable: t("phones.unreachable"),
    unregistered: t("phones.notRegistered"),
    unknown: t("phones.unknown"),
  };
  return (
    <Paper withBorder p="md" component="li">
      <Group justify="space-between" gap="xs" mb="sm">
        <Group gap="sm" wrap="nowrap">
          <span className="extension">
            <VisuallyHidden>{t("phones.extension")} </VisuallyHidden>
            {device.extensions.join(", ") || "—"}
          </span>
          <div>
            <Text component="h2" fz="md" fw={650}>
              {name}
            </Text>
            {device.person !== null && (
              <Text size="sm" className="quiet">
                {device.label}
              </Text>
            )}
          </div>
        </Group>
        <StateMark tone={TONES[device.status]} words={states[device.status]} />
      </Group>
      <Facts
        facts={[
          [t("phones.userName"), device.username],
          [
            t("phones.where"),
            device.contacts.length > 0 && (
              <ul className="contacts">
                {device.contacts.map((contact) => (
                  <li key={contact.contact}>
                    {contact.address} ({contact.transport.toUpperCase()})
                    <Text size="sm" fw={400} className="quiet">
                      {contact.user_agent && `${contact.user_agent}, `}
                      {t("phones.until", { time: clock(contact.expires_at, place) })}
                      {contact.answer_ms !== null && `, ${t("phones.answersIn", { ms: contact.answer_ms })}`}
                    </Text>
                    {!contact.reachable && (
                      <Text size="sm" fw={400}>
                        {t("phones.silent")}
                      </Text>
                    )}
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      <Button mt="md" size="xs" variant="default" onClick={onSetUp} aria-label={t("phones.setUpOf", { name })}>
        {t("phones.setUp")}
      </Button>
    </Paper>
  );
}
