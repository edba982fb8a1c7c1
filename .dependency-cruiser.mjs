// Which part of the house may import which: pointing down only. The reasons stand with the rules.

const server = '^(signaling|sfu|recorder)/';
const protocol = '^signaling/protocol/';

/** Shared parts of the server that a feature may use. */
const foundation = ['protocol', 'transport', 'db', 'blobs', 'speech', 'cluster'];

/** Where the server is put together; other files directly in signaling/ are small pieces that everything may use. */
const top = '^signaling/(app|config|features|machine-checks|main|media-ports|web-app)\\.ts$';

const tests = '\\.(test|contract)\\.ts$|^tests/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere, or to a package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'], pathNot: '\\?' },
    },
    {
      name: 'protocol-knows-zod-alone',
      comment: 'Both sides of the wire import it: it can stand on nothing of either.',
      severity: 'error',
      from: { path: protocol, pathNot: tests },
      to: { pathNot: [protocol, '(^|/)node_modules/zod/'] },
    },
    {
      name: 'engine-and-recorder-know-the-protocol-alone',
      severity: 'error',
      comment: 'Media knows nothing of calls, people or the store.',
      from: { path: '^(sfu|recorder)/', pathNot: tests },
      to: { path: ['^signaling/', '^web-client/'], pathNot: protocol },
    },
    {
      name: 'recorder-and-engine-stay-apart',
      severity: 'error',
      comment: 'The recorder is a process of its own; the engine hands it packets and nothing else.',
      from: { path: '^(sfu|recorder)/', pathNot: tests },
      to: { path: '^(sfu|recorder)/', pathNot: '^$1/' },
    },
    {
      name: 'engines-behind-their-interface',
      severity: 'error',
      comment: 'Only app.ts chooses an engine; everybody else knows the interface.',
      from: { path: '^signaling/', pathNot: [top, tests] },
      to: { path: '^sfu/', pathNot: '^sfu/media-engine\\.ts$' },
    },
    {
      name: 'features-through-their-service',
      severity: 'error',
      comment: "A feature's handlers, store and pure files are its own affair.",
      from: { path: '^signaling/([^/]+)/', pathNot: tests },
      to: {
        path: '^signaling/[^/]+/',
        pathNot: ['^signaling/$1/', `^signaling/(${foundation.join('|')})/`, '\\.service\\.ts$'],
      },
    },
    {
      name: 'foundation-below-features',
      severity: 'error',
      comment: 'What features stand on cannot stand on features.',
      from: { path: `^signaling/(${foundation.join('|')})/`, pathNot: tests },
      to: { path: '^signaling/[^/]+/', pathNot: `^signaling/(${foundation.join('|')})/` },
    },
    {
      name: 'app-is-the-top',
      severity: 'error',
      comment: 'app.ts puts everything together; what imports it would be above it.',
      from: { path: server, pathNot: [top, tests] },
      to: { path: top },
    },
    {
      name: 'web-client-knows-the-protocol-alone',
      severity: 'error',
      comment: "The server's code does not belong in a browser.",
      from: { path: '^web-client/', pathNot: tests },
      to: { path: '^(signaling|sfu|recorder|scripts|tests)/', pathNot: protocol },
    },
    {
      name: 'no-zod-in-the-browser',
      severity: 'error',
      comment:
        'It costs more bytes than the call interface: types are free, values only from the plain tables.',
      from: { path: '^web-client/', pathNot: tests },
      to: {
        path: [protocol, '(^|/)node_modules/zod/'],
        pathNot: '^signaling/protocol/(errors|error-words\\.(en|zh)|kind-of-source|measures|version)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'server-knows-no-page',
      severity: 'error',
      comment: 'Pages are built by Vite; the server serves what was built.',
      from: { path: server, pathNot: tests },
      to: { path: '^web-client/' },
    },
    {
      name: 'web-features-stay-apart',
      severity: 'error',
      comment: 'An app puts features side by side; one that needs another has found a third thing.',
      from: { path: '^web-client/features/([^/]+)/', pathNot: tests },
      to: { path: '^web-client/features/', pathNot: '^web-client/features/$1/' },
    },
    {
      name: 'web-parts-below-apps',
      severity: 'error',
      comment: 'What every app uses cannot need one of them.',
      from: { path: '^web-client/(features|ui|media|signaling|i18n)/', pathNot: tests },
      to: { path: '^web-client/(widget|console|review|site|loader)/' },
    },
    {
      name: 'apps-stay-apart',
      severity: 'error',
      comment: "A buyer's page must not carry a byte of the console.",
      from: { path: '^web-client/(widget|console|review)/', pathNot: tests },
      to: { path: '^web-client/(widget|console|review)/', pathNot: '^web-client/$1/' },
    },
    {
      name: 'loader-alone',
      severity: 'error',
      comment: 'It is loaded into every product page of a shop: a few kilobytes, and nothing of the apps.',
      from: { path: '^web-client/loader/', pathNot: tests },
      to: {
        path: ['^web-client/(widget|console|review|site|features|media|signaling)/', '(^|/)node_modules/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      comment: 'What is shipped stands without its tests.',
      from: { path: '^(signaling|sfu|recorder|web-client)/', pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.web.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.vue', '.json', '.d.ts'],
    },
    cache: { folder: '.cache/dependency-cruiser', strategy: 'content' },
  },
};
