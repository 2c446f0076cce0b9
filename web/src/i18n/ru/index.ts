/** Every sentence of the application in Russian, by page. */

import * as app from "./app";
import * as bans from "./bans";
import * as calls from "./calls";
import * as company from "./company";
import * as phones from "./phones";
import * as routes from "./routes";
import * as services from "./services";
import * as sites from "./sites";
import * as trunks from "./trunks";
import * as voicemail from "./voicemail";

export const ru = {
  ...app,
  ...bans,
  ...calls,
  ...company,
  ...phones,
  ...routes,
  ...services,
  ...sites,
  ...trunks,
  ...voicemail,
};
