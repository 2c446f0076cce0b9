/** Which numbers leave by which trunks, and what would become of a call. */

import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { Plus, Signpost } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChangeRoutes, useMe, useRoutes, useTrunks } from "../../api/queries";
import { PageTitle } from "../../states/PageTitle";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { entriesOf, faultOf, routesOf, type Entry } from "./draft";
import { Rehearsal } from "./Rehearsal";
import { RouteEntry } from "./RouteEntry";

export function RoutesPage() {
  const { t } = useTranslation();
  const routes = useRoutes();
  const trunks = useTrunks();
  const failed = routes.isError && !routes.data ? routes : trunks.isError && !trunks.data ? trunks : undefined;
  return (
    <>
      <PageTitle title={t("routes.title")} />
      {routes.isError && routes.data && <Stale />}
      {failed ? (
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      ) : !routes.data || !trunks.data ? (
        <Loading lines={3} height={90} />
      ) : (
        <div className="columns">
          <Routes saved={entriesOf(routes.data.items)} names={new Map(trunks.data.items.map(({ id, name }) => [id, name]))} />
          <Rehearsal />
        </div>
      )}
    </>
  );
}

function Routes({ saved, names }: { saved: Entry[]; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  const me = useMe();
  const change = useChangeRoutes();
  const [draft, setDraft] = useState<Entry[] | null>(null);
  const [tried, setTried] = useState(false);
  const entries = draft ?? saved;
  const editable = me.data?.role === "admin";
  const faults = entries.map((_, place) => faultOf(entries, place));
  const set = (place: number, entry: Entry | null) => {
    setDraft(entries.flatMap((one, at) => (at === place ? (entry ?? []) : one)));
  };
  const add = (
    <Button
      variant="default"
      leftSection={<Plus size={16} aria-hidden="true" />}
      disabled={names.size === 0}
      onClick={() => {
        setDraft([...entries, { prefix: "", trunks: [] }]);
        setTried(false);
      }}
    >
      {t("routes.addPrefix")}
    </Button>
  );
  if (entries.length === 0 && draft === null) {
    return (
      <Paper withBorder>
        <Empty icon={Signpost} title={t("routes.empty")} hint={names.size === 0 ? t("routes.noTrunks") : t("routes.emptyHint")}>
          {editable && names.size > 0 && add}
        </Empty>
      </Paper>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.some((fault) => fault !== undefined)) return;
        change.mutate(
          { items: routesOf(entries) },
          {
            onSuccess: () => {
              setDraft(null);
              setTried(false);
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {t("routes.hint")}
        </Text>
        {entries.map((entry, place) => (
          <RouteEntry
            key={place}
            entry={entry}
            place={place}
            names={names}
            editable={editable}
            fault={tried ? faults[place] : undefined}
            change={(changed) => {
              set(place, changed);
            }}
          />
        ))}
        {change.isError && (
          <Text role="alert" c="var(--bad)">
            {t("trunks.notSaved")}
          </Text>
        )}
        {editable && (
          <Group justify="space-between">
            {add}
            <Group>
              {draft !== null && (
                <Button
                  variant="default"
                  onClick={() => {
                    setDraft(null);
                    setTried(false);
                    change.reset();
                  }}
                >
                  {t("trunks.cancel")}
                </Button>
              )}
              <Button type="submit" loading={change.isPending} disabled={draft === null}>
                {t("trunks.save")}
              </Button>
            </Group>
          </Group>
        )}
      </Stack>
    </form>
  );
}
