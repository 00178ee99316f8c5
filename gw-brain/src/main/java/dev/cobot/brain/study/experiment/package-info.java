/**
 * The published experiments on the Global Workspace, each of them a list of tasks that can be
 * stopped and continued and shared by several processes, and a report with tables and plots. They
 * run the classes that the runtime runs; only the domains differ.
 */
package dev.cobot.brain.study.experiment;
