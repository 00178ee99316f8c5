/** Pictures as files, whoever took them: PNG out, PNG and JPEG in, within limits. sRGB bytes. */
package dev.cobot.sim2real.picture;
