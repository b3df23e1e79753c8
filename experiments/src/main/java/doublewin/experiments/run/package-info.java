/** What a run leaves on disk: its folder, checkpoints, metrics, provenance and the transfer matrix. */
package doublewin.experiments.run;
