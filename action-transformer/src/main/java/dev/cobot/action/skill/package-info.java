/**
 * What a task is: its roles, its wording, when it can be done, how an expert does it and when it is
 * done. One skill, one folder below; {@code catalog} lists them. Here is also what experts share.
 * Table frame, metres, radians. Skills are stateless: any thread.
 */
package dev.cobot.action.skill;
