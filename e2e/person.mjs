// A person with a login of their own, as in real use: let in by the operator, signed in by password and one-time code.
import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an authenticator shows for a secret in base 32 (RFC 6238). */
export function oneTimeCode(secret, now = Date.now()) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const four = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(four % 1_000_000).padStart(6, '0');
}

/** The operator lets an insured person in; answers what is handed over. */
export async function letIn(operator, base, { handle, name, number }) {
  await operator.goto(`${base}/operations/logins`);
  await operator.fill('#handle', handle);
  await operator.fill('#name', name);
  await operator.selectOption('#role', 'insured');
  await operator.fill('#person', number);
  await operator.locator('main form[action="/operations/logins"] button[type=submit]').click();
  const [, password, secret] = await operator.locator('main section[aria-labelledby=h-handed] code').allInnerTexts();
  return { handle, password, secret: secret.replaceAll(' ', '') };
}

/** Signs in by password and code. */
export async function signInByPassword(page, base, { handle, password, secret }) {
  await page.goto(`${base}/sign-in`);
  const closed = page.locator('details:not([open]) > summary');
  if (await closed.count()) await closed.first().click();
  await page.fill('#handle', handle);
  await page.fill('#password', password);
  await page.fill('#code', oneTimeCode(secret));
  await page.locator('main form[action="/sign-in"] button[type=submit]').click();
}
