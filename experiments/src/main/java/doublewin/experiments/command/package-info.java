/**
 * The command line: what users type, and what they are told. May enter: options, their checks, messages and exit codes; a
 * command that does more than call a job has taken too much upon itself.
 */
package doublewin.experiments.command;
