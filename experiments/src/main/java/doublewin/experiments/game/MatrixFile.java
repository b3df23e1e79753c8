package doublewin.experiments.game;
