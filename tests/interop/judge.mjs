// Usage: node judge.mjs DIRECTORY
//
// DIRECTORY holds one directory per case with the files parameters, key, ciphertext and message, all in SEAL's formats.
// For each case Microsoft SEAL loads the parameters, the key and the ciphertext, opens it, and must find the message, byte
// for byte; and what it loaded it must save again as the same bytes. Then SEAL makes a key and a ciphertext of its own and
// leaves them beside the case as made-key, made-ciphertext and made-message, for the caller to open.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf, plainly, seal, using } from './seal.mjs';

const root = process.argv[2];
let failures = 0;
const names = readdirSync(root, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
for (const name of names) {
  const problems = judge(join(root, name));
  console.log(`${problems.length === 0 ? 'ok' : 'FAILED'} ${name}${problems.map((p) => `\n  ${p}`).join('')}`);
  failures += problems.length === 0 ? 0 : 1;
}
console.log(`node-seal ${seal.Version}: ${names.length - failures} of ${names.length} cases hold`);
process.exit(failures === 0 && names.length > 0 ? 0 : 1);

function judge(directory) {
  const read = (file) => new Uint8Array(readFileSync(join(directory, file)));
  const write = (file, bytes) => writeFileSync(join(directory, file), bytes);
  const problems = [];
  const same = (what, actual, file) => {
    if (Buffer.compare(Buffer.from(actual), Buffer.from(read(file))) !== 0) {
      problems.push(`${what} differs from the file '${file}'`);
    }
  };
  try {
    const parameters = seal.EncryptionParameters();
    parameters.loadArray(read('parameters'));
    const context = contextOf(parameters);
    const key = seal.SecretKey();
    const ciphertext = seal.CipherText();
    const expected = seal.PlainText();
    using([parameters, context, key, ciphertext, expected], () => {
      key.loadArray(context, read('key'));
      ciphertext.loadArray(context, read('ciphertext'));
      expected.loadArray(context, read('message'));
      same('the parameters, saved again,', parameters.saveArray(plainly), 'parameters');
      same('the key, saved again,', key.saveArray(plainly), 'key');
      same('the ciphertext, saved again,', ciphertext.saveArray(plainly), 'ciphertext');
      same('the message, saved again,', expected.saveArray(plainly), 'message');

      const decryptor = seal.Decryptor(context, key);
      const opened = seal.PlainText();
      using([decryptor, opened], () => {
        decryptor.decrypt(ciphertext, opened);
        same('what SEAL opens', opened.saveArray(plainly), 'message');
      });

      const generator = seal.KeyGenerator(context);
      const madeKey = generator.secretKey();
      const madePublic = generator.createPublicKey();
      const encryptor = seal.Encryptor(context, madePublic, madeKey);
      const made = seal.CipherText();
      using([generator, madeKey, madePublic, encryptor, made], () => {
        encryptor.encryptSymmetric(expected, made);
        write('made-key', madeKey.saveArray(plainly));
        write('made-ciphertext', made.saveArray(plainly));
        write('made-message', expected.saveArray(plainly));
      });
    });
  } catch (error) {
    problems.push(String(error?.message ?? error));
  }
  return problems;
}
