/**
 * Prompt, workspace broadcast, object beliefs and body to an action chunk: the object-token
 * transformer and what it reads and writes.
 *
 * <p>Table frame, metres, radians. Not thread-safe: one owner a policy.
 */
package dev.cobot.action.policy;
