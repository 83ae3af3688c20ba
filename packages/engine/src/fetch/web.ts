import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { Dispatcher, EnvHttpProxyAgent, Response } from 'undici';
import type { PipSettings } from './pip/pip.ts';

/** Opens an address as the user's pip would: through its proxy, with its certificates and its credentials. */
export type Web = (address: string, headers?: Record<string, string>, signal?: AbortSignal) => Promise<Response>;

/** The answer to a request that brought no response: whether the network or the server's certificate is at fault. */
export interface Failure {
  readonly kind: 'offline' | 'unreadable';
  readonly why: string;
}

/** The web as pip's settings describe it. */
export function webOf(settings: Pick<PipSettings, 'proxy' | 'cert' | 'clientCert' | 'trustedHosts'>): Web {
  const strict = agentOptions(settings, true);
  const trusting = settings.trustedHosts.length > 0 ? agentOptions(settings, false) : strict;
  const agents = new Map<AgentOptions, Dispatcher>();
  return async (address, headers = {}, signal) => {
    // A hundred files, which only who opens an address needs.
    const { EnvHttpProxyAgent, fetch } = await import('undici');
    const url = new URL(address);
    const login =
      url.username && Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
    url.username = '';
    url.password = '';
    const trusted = settings.trustedHosts.some((host) => host === url.host || host === url.hostname);
    const options = trusted ? trusting : strict;
    const dispatcher = agents.get(options) ?? new EnvHttpProxyAgent(options);
    agents.set(options, dispatcher);
    return fetch(url, {
      dispatcher,
      headers: {
        'user-agent': 'advtrain',
        ...headers,
        ...(login && { authorization: `Basic ${login.toString('base64')}` }),
      },
      ...(signal && { signal }),
    });
  };
}

type AgentOptions = EnvHttpProxyAgent.Options;

function agentOptions(settings: Pick<PipSettings, 'proxy' | 'cert' | 'clientCert'>, strict: boolean): AgentOptions {
  const pair = settings.clientCert ? readFileSync(settings.clientCert) : undefined;
  const tls = { ca: authorities(settings.cert), rejectUnauthorized: strict, ...(pair && { cert: pair, key: pair }) };
  return {
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    bodyTimeout: 60_000,
    headersTimeout: 60_000,
    ...(settings.proxy && { httpProxy: settings.proxy, httpsProxy: settings.proxy }),
  };
}

/** Node's own authorities, the system's, and those that the user names to pip and to other tools. */
function authorities(cert: string | undefined): string[] {
  const { SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = process.env;
  const system = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];
  const named = [cert, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS, ...system];
  const files = [...new Set(named)].filter((file): file is string => Boolean(file) && existsSync(file ?? ''));
  return [...rootCertificates, ...files.map((file) => readFileSync(file, 'utf8'))];
}

/** Says what an exception of a {@link Web} means. Certificates and odd protocols are pip's to try; the rest is no network. */
export function failureOf(error: unknown): Failure {
  const deepest = innermost(error);
  const code = 'code' in deepest ? String(deepest.code) : '';
  const why = code || deepest.message;
  const pipsToTry = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|HPE_|ERR_INVALID|unknown scheme/.test(
    `${code} ${deepest.message}`,
  );
  return { kind: pipsToTry ? 'unreadable' : 'offline', why };
}

function innermost(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error));
  while (current.cause instanceof Error) current = current.cause;
  return current instanceof AggregateError && current.errors[0] instanceof Error ? current.errors[0] : current;
}
