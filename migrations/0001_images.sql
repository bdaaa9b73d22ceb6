CREATE TABLE `drawn_masks` (
	`image_id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`content_type` text NOT NULL,
	`file_size` integer NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`etag` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `drawn_masks_key_unique` ON `drawn_masks` (`key`);--> statement-breakpoint
CREATE TABLE `use_totals` (
	`kind` text NOT NULL,
	`content_type` text NOT NULL,
	`succeeded` integer NOT NULL,
	`failed` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`file_size` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `content_type`)
);
--> statement-breakpoint
CREATE TABLE `uses` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`succeeded` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`file_size` integer NOT NULL,
	`content_type` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `uses_by_time` ON `uses` (`created_at`);--> statement-breakpoint
ALTER TABLE `image_versions` ADD `blurhash` text;--> statement-breakpoint
ALTER TABLE `image_versions` ADD `metadata` text;--> statement-breakpoint
ALTER TABLE `images` ADD `mask_count` integer DEFAULT 0 NOT NULL;