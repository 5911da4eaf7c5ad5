import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { FailureReason } from '../../core/failure.ts';
import { Failure } from '../../core/failure.ts';
import { toFailure } from './failures.ts';

/** An error as the SDK builds it from AWS's answer. */
function answered(name: string, message = 'as AWS says it', status = 400): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: 'request-1' },
  });
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** An error as Node's sockets throw it. */
function socket(code: string, message = `connect ${code} 127.0.0.1:9`): Error {
  return Object.assign(new Error(message), { code });
}

const credentials = (message: string): Error => named('CredentialsProviderError', message);

const table: readonly (readonly [FailureReason, string, Error])[] = [
  ['noCredentials', 'nothing in the chain', credentials('Could not load credentials from any providers')],
  [
    'noCredentials',
    'a profile without credentials',
    credentials('Could not resolve credentials using profile: [x] in configuration/credentials file(s).'),
  ],
  [
    'noCredentials',
    'MFA',
    credentials('Profile x requires multi-factor authentication, but no MFA code callback was provided.'),
  ],
  [
    'expiredCredentials',
    'an expired SSO token',
    credentials("Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile."),
  ],
  [
    'expiredCredentials',
    'no SSO token',
    credentials(
      "The SSO session token associated with profile=x was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ),
  ],
  [
    'expiredCredentials',
    'an SSO session that was ended',
    credentials('UnauthorizedException: Session token not found or invalid'),
  ],
  [
    'expiredCredentials',
    'an expired process',
    credentials('Profile x credential_process returned expired credentials.'),
  ],
  ['expiredCredentials', 'an expired login', credentials('Your session has expired. Please reauthenticate.')],
  ['accessDenied', 'an SSO role that was taken away', credentials('ForbiddenException: No access')],
  ['network', 'SSO out of reach', credentials('Error: getaddrinfo ENOTFOUND portal.sso.eu-west-1.amazonaws.com')],
  ['expiredCredentials', 'ExpiredTokenException', answered('ExpiredTokenException')],
  ['expiredCredentials', 'ExpiredToken of STS', answered('ExpiredToken', undefined, 403)],
  ['invalidCredentials', 'UnrecognizedClientException', answered('UnrecognizedClientException')],
  ['invalidCredentials', 'InvalidClientTokenId', answered('InvalidClientTokenId', undefined, 403)],
  [
    'invalidCredentials',
    'SignatureDoesNotMatch',
    answered('SignatureDoesNotMatch', 'The signature we calculated …', 403),
  ],
  ['invalidCredentials', 'InvalidSignatureException', answered('InvalidSignatureException', 'The signature …')],
  [
    'clockSkew',
    'a signature of the past',
    answered(
      'InvalidSignatureException',
      'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)',
    ),
  ],
  ['clockSkew', 'a signature of the future', answered('SignatureDoesNotMatch', 'Signature not yet current: …', 403)],
  ['clockSkew', 'RequestTimeTooSkewed', answered('RequestTimeTooSkewed')],
  ['clockSkew', 'RequestExpired', answered('RequestExpired')],
  ['accessDenied', 'AccessDeniedException', answered('AccessDeniedException')],
  ['accessDenied', 'AccessDenied of STS', answered('AccessDenied', undefined, 403)],
  ['accessDenied', 'UnauthorizedOperation', answered('UnauthorizedOperation')],
  ['accessDenied', 'an unknown 403', answered('SomethingNew', undefined, 403)],
  ['network', 'a 403 without a name', answered('UnknownError', 'UnknownError', 403)],
  ['network', 'a proxy of VS Code', new Error('Failed to establish a socket connection to proxies: PROXY proxy:8080')],
  ['regionDisabled', 'OptInRequired', answered('OptInRequired', undefined, 403)],
  ['regionDisabled', 'RegionDisabledException', answered('RegionDisabledException', undefined, 403)],
  ['throttled', 'ThrottlingException', answered('ThrottlingException')],
  ['throttled', 'TooManyRequestsException', answered('TooManyRequestsException', undefined, 429)],
  ['throttled', 'RequestLimitExceeded', answered('RequestLimitExceeded', undefined, 503)],
  ['throttled', 'an unknown 429', answered('SomethingNew', undefined, 429)],
  ['network', 'ENOTFOUND', socket('ENOTFOUND', 'getaddrinfo ENOTFOUND ecs.eu-west-1.amazonaws.com')],
  ['network', 'EAI_AGAIN', socket('EAI_AGAIN')],
  ['network', 'ECONNREFUSED', socket('ECONNREFUSED')],
  ['network', 'ECONNRESET', socket('ECONNRESET', 'socket hang up')],
  ['network', 'an answer cut off', Object.assign(socket('ECONNRESET', 'aborted'), { $response: {} })],
  ['timedOut', 'ETIMEDOUT', Object.assign(socket('ETIMEDOUT'), { name: 'TimeoutError' })],
  ['network', 'a lost connection', Object.assign(socket('ECONNRESET'), { name: 'TimeoutError' })],
  ['timedOut', "the SDK's own time-out", named('TimeoutError', 'Socket timed out without establishing a connection')],
  ['untrustedCertificate', 'a self-signed certificate', socket('DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['untrustedCertificate', 'a certificate that expired', socket('CERT_HAS_EXPIRED')],
  ['untrustedCertificate', 'a certificate for another name', socket('ERR_TLS_CERT_ALTNAME_INVALID')],
  ['untrustedCertificate', 'an unknown issuer', socket('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
  ['cancelled', 'AbortError', named('AbortError', 'Request aborted')],
  ['notFound', 'ClusterNotFoundException', answered('ClusterNotFoundException')],
  ['notFound', 'ResourceNotFoundException', answered('ResourceNotFoundException', undefined, 404)],
  ['notFound', 'InvalidActivationId', answered('InvalidActivationId')],
  ['notFound', 'InvalidInstanceId', answered('InvalidInstanceId')],
  ['invalidRequest', 'ValidationException', answered('ValidationException')],
  ['invalidRequest', 'InvalidParameterException', answered('InvalidParameterException')],
  ['invalidRequest', 'InvalidParameters', answered('InvalidParameters')],
  ['invalidRequest', 'InvalidNextToken', answered('InvalidNextToken')],
  ['invalidRequest', 'ClientException', answered('ClientException')],
  ['invalidRequest', 'an unknown 400', answered('SomethingNew')],
  ['service', 'ServerException', answered('ServerException', undefined, 500)],
  ['service', 'InternalServerError', answered('InternalServerError', undefined, 500)],
  ['service', 'ServiceUnavailableException', answered('ServiceUnavailableException', undefined, 503)],
  ['network', 'a proxy that wants a sign-in', answered('SomethingNew', undefined, 407)],
  ['service', 'an unknown 502', answered('SomethingNew', undefined, 502)],
  ['service', 'JSON that is none', new SyntaxError('Unexpected token < in JSON')],
  ['service', 'an answer that is not XML', Object.assign(new Error('no root element'), { $response: {} })],
  ['noRegion', 'no Region', new Error('Region is missing')],
  [
    'noRegion',
    'a Region that is none',
    new Error('Region not accepted: region="a b" is not a valid hostname component.'),
  ],
  ['unknown', 'a bug of ours', new TypeError('x is not a function')],
];

describe('toFailure', () => {
  for (const [reason, name, error] of table) {
    it(`${name} → ${reason}`, () => assert.equal(toFailure(error).reason, reason));
  }

  it('names the call, the request and the code, and keeps the cause', () => {
    const error = answered('ClusterNotFoundException', 'Cluster not found.');
    const failure = toFailure(error, { service: 'ECS', operation: 'ListTasks' });
    assert.deepEqual(
      [failure.service, failure.operation, failure.requestId, failure.code, failure.message, failure.cause],
      ['ECS', 'ListTasks', 'request-1', 'ClusterNotFoundException', 'Cluster not found.', error],
    );
  });

  it('cuts the namespace off a code', () => {
    const failure = toFailure(answered('com.amazonaws.ecs#AccessDeniedException'));
    assert.deepEqual([failure.code, failure.reason], ['AccessDeniedException', 'accessDenied']);
  });

  it('lets a Failure through', () => {
    const failure = new Failure('noRegion', 'x');
    assert.equal(toFailure(failure, { service: 'ECS' }), failure);
  });

  it('says in words of its own what the SDK has none for', () => {
    const call = { service: 'IAM', operation: 'ListRoles' };
    const cut = Object.assign(socket('ECONNRESET', 'aborted\n  Deserialization error: …'), { $response: {} });
    const page = Object.assign(answered('Unknown', undefined, 502), { message: '' });
    const barred = answered('UnknownError', 'UnknownError', 403);
    for (const [error, message] of [
      [cut, 'The connection was lost in the middle of the answer of IAM.'],
      [page, 'IAM answered with the status 502.'],
      [barred, 'Something in between refused the request (status 403).'],
      [named('TimeoutError', '@smithy/node-http-handler - …'), 'IAM did not answer in time.'],
    ] as const) {
      assert.equal(toFailure(error, call).message, message);
    }
  });

  it('takes anything that is thrown', () => {
    for (const thrown of [undefined, null, 'text', 7, {}]) assert.equal(toFailure(thrown).reason, 'unknown');
  });

  it('says why none of several addresses could be reached', () => {
    const all = Object.assign(new AggregateError([socket('ECONNREFUSED'), socket('ECONNREFUSED', 'connect ::1')]), {
      code: 'ECONNREFUSED',
    });
    const failure = toFailure(all);
    assert.equal(failure.reason, 'network');
    assert.equal(failure.message, 'connect ECONNREFUSED 127.0.0.1:9; connect ::1');
  });

  const secret = 'FwoGZXIvYXdzEXAMPLE0123456789abcdefTOKEN';
  const leaky: readonly Error[] = [
    answered(
      'SignatureDoesNotMatch',
      `The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:x\nx-amz-security-token:${secret}\n'`,
    ),
    answered(
      'IncompleteSignatureException',
      `Bad header: AWS4-HMAC-SHA256 Credential=${secret}/x, Signature=${secret}`,
    ),
    answered('InvalidClientTokenId', `X-Amz-Security-Token: ${secret} is not known`),
    answered('UnauthorizedOperation', `You may not. Encoded authorization failure message: ${secret}`),
    new SyntaxError(`Unexpected token in JSON: {"ActivationCode":"${secret}`),
    Object.assign(new Error(`XML parse error near ${secret}`), { $response: {} }),
    credentials(`Command failed: get-keys --password ${secret}\n${secret}`),
    credentials(`Failed to load token from /x.json: SyntaxError: Unexpected token '}', "{${secret}" is not valid JSON`),
  ];
  leaky.forEach((error, index) => {
    it(`holds no secret, number ${index + 1}`, () => {
      const failure = toFailure(error, { service: 'SSM', operation: 'CreateActivation' });
      assert.ok(failure.message.length > 0);
      assert.ok(!inspect(failure, { depth: 9, showHidden: true }).includes(secret));
    });
  });

  it('shows no access key id', () => {
    const { message } = toFailure(answered('InvalidAccessKeyId', 'The key AKIAIOSFODNN7EXAMPLE does not exist.'));
    assert.equal(message, 'The key AKIA… does not exist.');
  });
});
