/**
 * The profile: one YAML file says everything that may differ from cell to cell. Read strictly:
 * unknown, missing, double and out-of-range keys are errors with file, line and path. Pure values,
 * any thread. SI units.
 */
package dev.cobot.node.config;
