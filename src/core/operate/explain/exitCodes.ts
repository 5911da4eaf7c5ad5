import { message } from '../../text/message.ts';
import type { Explanation } from './explanation.ts';

/** What an exit code of a container means. Source: POSIX, "Exit Status for Commands", and `docker run`'s own codes. */
export function explainExit(exitCode: number, container: string): Explanation {
  switch (exitCode) {
    case 125:
      return {
        means: message('Docker could not run {0} (exit code 125)', container),
        fix: message('Look at the options of the container in the task definition'),
      };
    case 126:
      return {
        means: message('The command of {0} is not executable (exit code 126)', container),
        fix: message('Make it executable in the image: chmod +x'),
      };
    case 127:
      return {
        means: message('The command of {0} is not in its image (exit code 127)', container),
        fix: message('Look at command and entryPoint in the task definition'),
      };
    case 137:
      return {
        means: message('{0} was killed (exit code 137, SIGKILL): mostly for want of memory', container),
        fix: message(
          'Raise memory of the container in the task definition. Where it was being stopped, it did not end within stopTimeout',
        ),
      };
    case 139:
      return {
        means: message('{0} crashed (exit code 139, SIGSEGV)', container),
        fix: message('It is a fault of the program, or a library for another architecture'),
      };
    case 134:
      return {
        means: message('{0} gave up (exit code 134, SIGABRT)', container),
        fix: message('Its log says why: an assertion that failed, or a runtime without memory'),
      };
    case 143:
      return {
        means: message('{0} was asked to end (exit code 143, SIGTERM), and did', container),
        fix: message('Nothing, where it was stopped on purpose'),
      };
    default:
      return exitCode > 128 && exitCode < 160
        ? {
            means: message('{0} was ended by signal {1} (exit code {2})', container, exitCode - 128, exitCode),
            fix: message('Its log says what happened before'),
          }
        : {
            means: message('{0} ended with the exit code {1}, which is its own', container, exitCode),
            fix: message('Its log says why'),
          };
  }
}
