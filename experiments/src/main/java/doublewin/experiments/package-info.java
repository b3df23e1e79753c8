/** The application: {@link doublewin.experiments.Main} runs one command and turns its end into an exit code. */
package doublewin.experiments;
