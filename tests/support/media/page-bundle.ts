import { build } from 'vite';
import { leanPackages } from '../../../scripts/build/lean-packages.ts';

/** Bundles one browser module and all it imports, also what it imports later, into one script. */
export async function bundleForPage(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [leanPackages()],
    // A library build leaves this to its user.
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: 'page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !('output' in output)) throw new Error('the page was not built');
  return output.output[0].code;
}
