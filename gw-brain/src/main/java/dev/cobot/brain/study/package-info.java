/**
 * Published studies on the Global Workspace with Simple Shapes: their domains, tasks and reports.
 * Nothing that runs a robot depends on this wing.
 */
package dev.cobot.brain.study;
