/**
 * What a run is configured with: the profile, one YAML file that says everything that may differ
 * from cell to cell, and where the project keeps its suites, worlds and released models. A profile
 * is read strictly: unknown, missing, double and out-of-range keys are errors with file, line and
 * path. Pure values, any thread. SI units.
 */
package dev.cobot.node.config;
