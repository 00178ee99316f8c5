/**
 * Prompt, workspace and body to action chunk to joint trajectory; demonstrations, training,
 * rollouts and the RAT-7 suite.
 */
package dev.cobot.action;
