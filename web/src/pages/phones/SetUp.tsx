/** What to enter in a phone so that it works with us. */

import { ActionIcon, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import type { Device } from "../../api/types";
import { DeviceSettings } from "./DeviceSettings";
import { PersonRights } from "./PersonRights";

interface Props {
  device: Device;
  opened: boolean;
  close: () => void;
}

export function SetUp({ device, opened, close }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("phones.setUpOf", { name: device.person ?? device.label })}
      closeButtonProps={{ "aria-label": t("phones.close") }}
    >
      <Stack gap="md">
        <Text>{t("phones.guideIntro")}</Text>
        <Stack gap="sm">
          <Setting name={t("phones.server")} value={device.domain} copied />
          <Setting name={t("phones.userName")} value={device.username} copied />
          <Setting name={t("phones.password")} value="••••••••" hint={t("phones.passwordHint")} />
          <Setting name={t("phones.transport")} value={t("phones.transportValue")} />
        </Stack>
        <Text>{t("phones.guideEnd")}</Text>
        {me.data?.role === "admin" && <DeviceSettings device={device} />}
        {me.data?.role === "admin" && device.person_id != null && <PersonRights id={device.person_id} />}
      </Stack>
    </Modal>
  );
}

interface SettingProps {
  name: string;
  value: string;
  hint?: string;
  /** Whether there is something to copy; browsers allow that only over TLS or on localhost. */
  copied?: boolean;
}

function Setting({ name, value, hint, copied = false }: SettingProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" className="quiet">
        {name}
      </Text>
      <Group gap="xs">
        <Text fw={600} className="step">
          {value}
        </Text>
        {copied && window.isSecureContext && (
          <CopyButton value={value}>
            {({ copied: done, copy }) => (
              <>
                <ActionIcon variant="subtle" aria-label={t("app.copy", { what: name })} onClick={copy}>
                  {done ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
                </ActionIcon>
                <Text size="sm" className="quiet" role="status">
                  {done && t("app.copied")}
                </Text>
              </>
            )}
          </CopyButton>
        )}
      </Group>
      {hint !== undefined && (
        <Text size="sm" className="quiet">
          {hint}
        </Text>
      )}
    </div>
  );
}
