/** A recording or message to be heard in place or taken along. */

import { Button, Group } from "@mantine/core";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

interface Props {
  url: string;
  label: string;
  /** Name of the downloaded file. */
  file: string;
  /** Whether its length is fetched before it is played. */
  eager?: boolean;
  onPlay?: () => void;
}

export function Sound({ url, label, file, eager = false, onPlay }: Props) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" wrap="nowrap" className="sound">
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what was said */}
      <audio controls preload={eager ? "metadata" : "none"} src={url} aria-label={label} onPlay={onPlay} />
      <Button
        component="a"
        href={url}
        download={file}
        variant="default"
        leftSection={<Download size={16} aria-hidden="true" />}
        className="still"
      >
        {t("app.download")}
      </Button>
    </Group>
  );
}
