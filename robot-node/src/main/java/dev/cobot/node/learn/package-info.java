/**
 * What makes and judges models: data sets and rollouts, behind the verbs {@code data}, {@code
 * train} and {@code eval}. Rollouts may use several threads; each has its own simulator and models.
 */
package dev.cobot.node.learn;
